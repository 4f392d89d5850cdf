// @ts-check
import { el } from './dom.js';

const SHORTEST_MS = 2500;
const MS_PER_LETTER = 60;

/** A place for short notes over a chat. Each leaves by itself, the longer the text the later. */
export function createToasts() {
  const element = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  return {
    element,
    /** @param {string} text */
    show: (text) => {
      const toast = el('div', { class: 'toast' }, text);
      element.replaceChildren(toast);
      setTimeout(() => toast.remove(), SHORTEST_MS + text.length * MS_PER_LETTER);
    },
  };
}
