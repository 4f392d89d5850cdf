// @ts-check
/** @import { ChatActions, Message, PhotoSize } from './types.d.ts' */
import { fileUrl } from './api.js';
import { el, icon } from './dom.js';
import { createScanChip } from './scan-chip.js';
import { whenSeen } from './seen.js';

/** A bubble is at most about 300 px wide: this many pixels are sharp on a dense screen too. */
const ENOUGH = 800;

/** @param {PhotoSize[]} sizes */
export function largestPhoto(sizes) {
  return sizes.reduce((one, other) => (other.width > one.width ? other : one), {
    file_id: '',
    file_unique_id: '',
    width: 1,
    height: 1,
  });
}

/** The smallest size that looks sharp in a bubble. @param {PhotoSize[]} sizes */
function bubblePhoto(sizes) {
  const fitting = sizes.filter((size) => Math.max(size.width, size.height) >= ENOUGH);
  return fitting.reduce(
    (one, other) => (other.width < one.width ? other : one),
    largestPhoto(sizes),
  );
}

/**
 * Whether a picture may be a drawn QR code: it is square, or a little higher where the code stands below
 * it in words. A photo of something with a code on it is not.
 * @param {PhotoSize[]} sizes
 */
export function mayBeCode(sizes) {
  const { width, height } = largestPhoto(sizes);
  return height / width > 0.95 && height / width < 1.25;
}

/**
 * A picture in a bubble. A click shows it in full size; a click on a picture of the bot that *is* a
 * QR code scans it with another phone, and a button in its corner shows it in full size.
 * @param {Message} message with a photo
 * @param {ChatActions} actions
 * @param {{ isAlone: boolean }} options whether it is not part of an album
 */
export function createPicture(message, actions, { isAlone }) {
  const { words } = actions;
  const sizes = message.photo ?? [];
  const shown = bubblePhoto(sizes);
  const largest = largestPhoto(sizes);
  const image = el('img', {
    src: fileUrl(shown.file_id),
    'data-picture': largest.file_id,
    alt: message.caption ?? words.say('picture'),
    width: shown.width,
    height: shown.height,
    decoding: 'async',
    draggable: 'false',
  });
  const open = el('button', { type: 'button', class: 'picture-open' }, image);
  const tile = el('div', { class: 'picture' }, open);
  let isCode = false;

  function label() {
    const text = isCode ? actions.scanLabel() : words.say('openPicture');
    open.setAttribute('aria-label', text);
    open.title = text;
  }

  open.addEventListener('click', () =>
    isCode ? actions.scan(largest.file_id, image) : actions.view(message),
  );
  label();
  if (!message.from?.is_bot) return tile;

  tile.append(createScanChip(largest.file_id, image, actions));
  if (!isAlone || !mayBeCode(sizes)) return tile;
  whenSeen(tile, async () => {
    isCode = (await actions.findCode(largest.file_id)) !== null;
    if (!isCode) return;
    tile.classList.add('is-code');
    tile.append(createEnlarge(message, actions));
    label();
  });
  return tile;
}

/** @param {Message} message @param {ChatActions} actions */
function createEnlarge(message, actions) {
  const text = actions.words.say('openPicture');
  const view = () => actions.view(message);
  const props = {
    type: 'button',
    class: 'enlarge',
    'aria-label': text,
    title: text,
    onclick: view,
  };
  return el('button', props, icon('enlarge'));
}
