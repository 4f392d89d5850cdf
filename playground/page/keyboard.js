// @ts-check
/** @import { ChatActions, InlineKeyboardButton } from './types.d.ts' */
import { el, icon } from './dom.js';
import { moveFocus } from './menu.js';

/**
 * The inline buttons under a bubble. Arrow keys move between them, Tab as well.
 * @param {ChatActions} actions
 */
export function createKeyboard(actions) {
  const element = el('div', { class: 'keyboard', role: 'group' });
  const buttons = () => /** @type {HTMLElement[]} */ ([...element.querySelectorAll('.key')]);
  element.addEventListener('keydown', (event) => void moveFocus(event, buttons()));

  return {
    element,
    /**
     * Shows these rows. When the focus was on a button it goes to the one in its place, or to the
     * bubble when there is none left, so that a keyboard user does not start over.
     * @param {number} messageId @param {InlineKeyboardButton[][]} rows @param {HTMLElement} bubble
     */
    update(messageId, rows, bubble) {
      const focused = buttons().indexOf(/** @type {HTMLElement} */ (document.activeElement));
      const drawn = rows.map((row) =>
        el('div', { class: 'key-row' }, ...row.map((key) => createKey(key, messageId, actions))),
      );
      element.replaceChildren(...drawn);
      if (focused < 0) return;
      const next = buttons()[Math.min(focused, buttons().length - 1)];
      (next ?? bubble).focus({ preventScroll: true });
    },
  };
}

/** @param {InlineKeyboardButton} key @param {number} messageId @param {ChatActions} actions */
function createKey(key, messageId, actions) {
  const style = 'style' in key && key.style ? ` ${key.style}` : '';
  const label = el('span', { class: 'key-label' }, key.text);
  if ('url' in key) return createUrlKey(key.url, style, label, actions);
  const button = el('button', { type: 'button', class: `key${style}` }, label);
  if ('callback_data' in key) {
    button.append(el('span', { class: 'spinner', 'aria-hidden': 'true' }));
    button.addEventListener('click', () => press(button, messageId, key.callback_data, actions));
  } else if ('copy_text' in key) {
    button.append(icon('copy'));
    button.addEventListener('click', () => actions.copy(key.copy_text.text));
  } else {
    button.addEventListener('click', () => actions.toast(actions.words.say('unsupported')));
  }
  return button;
}

/** @param {string} url @param {string} style @param {HTMLElement} label @param {ChatActions} actions */
function createUrlKey(url, style, label, actions) {
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    actions.openLink(url);
  };
  const isSafe = URL.canParse(url) && ['http:', 'https:', 'tg:'].includes(new URL(url).protocol);
  const props = {
    class: `key${style}`,
    target: '_blank',
    rel: 'noopener noreferrer',
    onclick: open,
  };
  return el('a', { ...props, href: isSafe ? url : null }, label, icon('out'));
}

/**
 * A button that waits for its answer stays focusable but takes no second press.
 * @param {HTMLButtonElement} button @param {number} messageId @param {string} data @param {ChatActions} actions
 */
async function press(button, messageId, data, actions) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  await actions.press(messageId, data);
  button.removeAttribute('aria-busy');
}
