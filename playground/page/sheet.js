// @ts-check
/** @import { Phone, Words } from './types.d.ts' */

import { createAvatar } from './avatar.js';
import { el } from './dom.js';

/**
 * Opens a dialog inside one phone; the rest of that phone waits (`inert`), the other phones go on.
 * Escape, a click beside it and `close` end it, and the focus returns to where it was.
 * @param {HTMLElement} screen the phone's screen
 * @param {object} options
 * @param {'dialog' | 'alertdialog'} options.role
 * @param {string} options.label
 * @param {string} [options.className]
 * @param {(close: () => void) => Node[]} options.content
 */
export function openSheet(screen, { role, label, className = '', content }) {
  const before = document.activeElement;
  const waiting = [...screen.children].filter((child) => !child.hasAttribute('inert'));
  for (const child of waiting) child.toggleAttribute('inert', true);

  function close() {
    veil.remove();
    for (const child of waiting) child.toggleAttribute('inert', false);
    if (before instanceof HTMLElement && screen.contains(before)) before.focus();
  }

  const props = { class: `sheet ${className}`, role, 'aria-modal': 'true', 'aria-label': label };
  const sheet = el('div', props, ...content(close));
  const veil = el('div', { class: 'veil' }, sheet);
  veil.addEventListener('click', (event) => event.target === veil && close());
  veil.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  screen.append(veil);
  sheet.querySelector('button')?.focus();
}

/**
 * Shows the text of an answered button press that asks for an alert.
 * @param {HTMLElement} screen @param {string} text @param {Words} words
 */
export function openAlert(screen, text, words) {
  openSheet(screen, {
    role: 'alertdialog',
    label: text,
    className: 'alert',
    content: (close) => [
      el('p', {}, text),
      el('button', { type: 'button', class: 'text-button', onclick: close }, words.say('ok')),
    ],
  });
}

/**
 * Asks which of several phones is meant.
 * @param {HTMLElement} screen
 * @param {object} options
 * @param {string} options.title
 * @param {string} [options.detail] what it is about
 * @param {Phone[]} options.phones
 * @param {Words} options.words
 * @param {(phone: Phone) => void} options.onChoose
 */
export function openPhoneChooser(screen, { title, detail, phones, words, onChoose }) {
  openSheet(screen, {
    role: 'dialog',
    label: title,
    className: 'chooser',
    content: (close) => [
      el('h2', {}, title),
      ...(detail ? [el('p', { class: 'chooser-detail' }, detail)] : []),
      ...phones.map((phone) => {
        const choose = () => {
          close();
          onChoose(phone);
        };
        return el(
          'button',
          { type: 'button', class: 'chooser-item', onclick: choose },
          createAvatar(phone),
          el('span', {}, phone.first_name),
          el('small', {}, words.say(phone.role)),
        );
      }),
      el('button', { type: 'button', class: 'text-button', onclick: close }, words.say('cancel')),
    ],
  });
}
