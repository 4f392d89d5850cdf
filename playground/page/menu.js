// @ts-check
import { el, icon } from './dom.js';

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [icon]
 * @property {string} [picture] address of a small picture in place of the icon
 * @property {boolean} [checked] given: one of several choices
 * @property {boolean} [danger]
 * @property {string} [heading] a heading above this item
 * @property {() => void} run
 */

/** @param {MenuItem} item @param {(item: MenuItem) => void} choose */
function createItem(item, choose) {
  const isChoice = item.checked !== undefined;
  const props = {
    type: 'button',
    class: `menu-item${item.danger ? ' danger' : ''}${item.picture ? ' with-picture' : ''}`,
    role: isChoice ? 'menuitemradio' : 'menuitem',
    'aria-checked': isChoice ? String(item.checked) : null,
    tabindex: -1,
    onclick: () => choose(item),
  };
  const sign = item.picture
    ? el('img', { src: item.picture, alt: '' })
    : item.icon && icon(item.icon);
  return el('button', props, sign, el('span', {}, item.label), item.checked && icon('check'));
}

/**
 * Moves the focus between `items` with the arrow keys, Home and End.
 * @param {KeyboardEvent} event @param {HTMLElement[]} items
 * @returns {boolean} whether the key was one of these
 */
export function moveFocus(event, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  let next = -1;
  if (step) next = (at + step + items.length) % items.length;
  if (event.key === 'Home') next = 0;
  if (event.key === 'End') next = items.length - 1;
  if (next < 0) return false;
  event.preventDefault();
  items[next]?.focus();
  return true;
}

/**
 * Gives a button a menu: it opens by click, is walked by arrow keys and closes by Escape, Tab, a
 * choice or a click elsewhere; the focus then returns to the button.
 * @param {HTMLButtonElement} button
 * @param {() => MenuItem[]} listItems asked at every opening
 * @param {string} className where the menu stands
 * @returns {HTMLElement} the menu, to be placed beside the button
 */
export function createMenu(button, listItems, className) {
  const menu = el('div', { class: `menu ${className}`, role: 'menu', hidden: true });
  menu.setAttribute('aria-label', button.getAttribute('aria-label') ?? '');
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');

  const items = () =>
    /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role^="menuitem"]')]);

  /** @param {PointerEvent} event */
  function closeOutside(event) {
    const target = /** @type {Node} */ (event.target);
    if (!menu.contains(target) && !button.contains(target)) close(false);
  }

  /** @param {boolean} [refocus] */
  function close(refocus = true) {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', closeOutside);
    if (refocus) button.focus();
  }

  /** @param {MenuItem} item */
  function choose(item) {
    close();
    item.run();
  }

  function open() {
    const rows = listItems().flatMap((item) => {
      const row = createItem(item, choose);
      return item.heading
        ? [el('p', { class: 'menu-heading', role: 'presentation' }, item.heading), row]
        : [row];
    });
    menu.replaceChildren(...rows);
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', closeOutside);
    items()[0]?.focus();
  }

  button.addEventListener('click', () => (menu.hidden ? open() : close()));
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') close();
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    moveFocus(event, items());
  });
  return menu;
}
