// @ts-check
/** @import { Words } from './types.d.ts' */
import { el, pause, prefersLessMotion } from './dom.js';

const FLIGHT_MS = 420;
const LOOK_MS = 750;

/**
 * The picture flies from where it is to the phone that scans it.
 * @param {HTMLElement} source @param {HTMLElement} target
 */
async function fly(source, target) {
  const from = source.getBoundingClientRect();
  const to = target.getBoundingClientRect();
  if (from.width === 0 || to.width === 0 || !(source instanceof HTMLImageElement)) return;
  const copy = el('img', { class: 'flying', src: source.currentSrc, alt: '' });
  document.body.append(copy);
  const at = (/** @type {DOMRect} */ box) => ({
    left: `${box.left}px`,
    top: `${box.top}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
  });
  const flight = copy.animate([at(from), at(to)], {
    duration: FLIGHT_MS,
    easing: 'cubic-bezier(.3,.7,.2,1)',
  });
  await flight.finished.catch(() => {});
  copy.remove();
}

/**
 * Shows a phone's camera while it scans a picture: the picture flies into the finder and a line
 * runs over it. With less motion wanted the camera only shows, for a moment.
 * @param {HTMLElement} screen of the phone that scans
 * @param {HTMLElement} source the picture on the page
 * @param {Words} words
 * @returns {Promise<() => void>} resolves when the code counts as read; the function puts the camera away
 */
export async function playScan(screen, source, words) {
  const picture = source instanceof HTMLImageElement ? source.currentSrc : null;
  const finder = el('div', { class: 'finder' }, picture && el('img', { src: picture, alt: '' }));
  const camera = el(
    'div',
    { class: 'camera', role: 'status' },
    finder,
    el('p', {}, words.say('scanning')),
  );
  screen.append(camera);
  screen.classList.add('is-scanning');
  if (!prefersLessMotion()) {
    finder.classList.add('waiting');
    await fly(source, finder);
    finder.classList.remove('waiting');
    finder.append(el('span', { class: 'laser' }));
    await pause(LOOK_MS);
  }
  return () => {
    camera.remove();
    screen.classList.remove('is-scanning');
  };
}
