// @ts-check
/** @import { Words } from './types.d.ts' */
import { icon } from './dom.js';

/**
 * Makes a button switch between light and dark. Until it is pressed the system's choice holds; the
 * choice is remembered (`theme.js` sets it at the next load).
 * @param {HTMLButtonElement} button
 * @param {Words} words
 */
export function bindLookButton(button, words) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = () => (root.dataset.look ? root.dataset.look === 'dark' : system.matches);

  function draw() {
    const label = words.say(isDark() ? 'useLight' : 'useDark');
    button.replaceChildren(icon(isDark() ? 'sun' : 'moon'));
    button.setAttribute('aria-label', label);
    button.title = label;
  }

  button.addEventListener('click', () => {
    const look = isDark() ? 'light' : 'dark';
    root.dataset.look = look;
    localStorage.setItem('look', look);
    draw();
  });
  system.addEventListener('change', draw);
  draw();
}
