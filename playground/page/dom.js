// @ts-check
const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element. Text in `props` and children is never parsed as HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props] `class`; `vars` (CSS custom properties); `on…` listeners;
 *   anything else is an attribute: true sets an empty one, false, null and undefined leave it out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @param {HTMLElement} element @param {string} name @param {unknown} value */
function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'class') {
    element.className = String(value);
  } else if (name === 'vars') {
    for (const [key, item] of Object.entries(/** @type {object} */ (value))) {
      element.style.setProperty(key, String(item));
    }
  } else if (typeof value === 'function') {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * An icon of `pictures/icons.svg`, hidden from screen readers: the button around it carries the label.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `pictures/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * A round button with only an icon; its label is both its name and its tooltip.
 * @param {string} name @param {string} label @param {() => void} onClick @param {string} [className]
 */
export function iconButton(name, label, onClick, className = 'icon-button') {
  const props = {
    type: 'button',
    class: className,
    'aria-label': label,
    title: label,
    onclick: onClick,
  };
  return el('button', props, icon(name));
}

/** Whether the person asked their system for less motion. */
export function prefersLessMotion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** @param {number} milliseconds @returns {Promise<void>} */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
