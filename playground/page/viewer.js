// @ts-check
/** @import { Message, Phone, Words } from './types.d.ts' */
import { fileUrl } from './api.js';
import { el, icon, iconButton } from './dom.js';
import { largestPhoto } from './picture.js';

/**
 * What the viewer shows.
 * @typedef {object} Viewing
 * @property {Message[]} messages with a photo, in order
 * @property {Message} current
 * @property {Phone[]} targets phones that can scan it
 * @property {(fileId: string) => Promise<string | null>} findCode
 * @property {(fileId: string, phone: Phone, source: HTMLElement) => void} onScan
 */

/**
 * Pictures in full size. Escape or a click beside the picture closes it, arrow keys turn the pages.
 * @param {Words} words
 */
export function createViewer(words) {
  const image = el('img', { class: 'viewer-picture', alt: '' });
  const caption = el('p', { class: 'viewer-caption' });
  const counter = el('span', { class: 'viewer-counter', 'aria-live': 'polite' });
  const tools = el('div', { class: 'viewer-tools' });
  const previous = iconButton(
    'left',
    words.say('previous'),
    () => turn(-1),
    'viewer-turn previous',
  );
  const next = iconButton('right', words.say('next'), () => turn(1), 'viewer-turn next');
  const closeButton = iconButton('close', words.say('close'), () => dialog.close());
  const bar = el('div', { class: 'viewer-bar' }, counter, tools, closeButton);
  const stage = el('div', { class: 'viewer-stage' }, previous, image, next);
  const dialog = el(
    'dialog',
    { class: 'viewer', 'aria-label': words.say('picture') },
    bar,
    stage,
    caption,
  );
  document.body.append(dialog);

  /** @type {Viewing | null} */
  let viewing = null;
  let at = 0;

  /** @param {Phone} phone @param {string} fileId */
  function createScanButton(phone, fileId) {
    const scan = () => {
      const onScan = viewing?.onScan;
      const source = document.querySelector(`[data-picture="${CSS.escape(fileId)}"]`);
      dialog.close();
      onScan?.(fileId, phone, source instanceof HTMLElement ? source : image);
    };
    const label = words.say('scanWith', { name: phone.first_name });
    const button = el(
      'button',
      { type: 'button', class: 'viewer-scan', onclick: scan },
      icon('scan'),
      label,
    );
    void viewing?.findCode(fileId).then((text) => button.classList.toggle('found', text !== null));
    return button;
  }

  function draw() {
    const message = viewing?.messages[at];
    if (!viewing || !message) return;
    const photo = largestPhoto(message.photo ?? []);
    image.src = fileUrl(photo.file_id);
    image.alt = message.caption ?? words.say('picture');
    image.width = photo.width;
    image.height = photo.height;
    caption.textContent = message.caption ?? '';
    counter.textContent =
      viewing.messages.length > 1 ? `${at + 1} / ${viewing.messages.length}` : '';
    previous.hidden = at === 0;
    next.hidden = at === viewing.messages.length - 1;
    const name = `picture-${message.message_id}.jpg`;
    const label = words.say('download');
    tools.replaceChildren(
      ...viewing.targets.map((phone) => createScanButton(phone, photo.file_id)),
      el(
        'a',
        {
          class: 'icon-button',
          href: fileUrl(photo.file_id),
          download: name,
          'aria-label': label,
          title: label,
        },
        icon('download'),
      ),
    );
  }

  /** @param {number} step */
  function turn(step) {
    const last = (viewing?.messages.length ?? 1) - 1;
    at = Math.min(last, Math.max(0, at + step));
    draw();
  }

  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') turn(-1);
    if (event.key === 'ArrowRight') turn(1);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === stage || event.target === dialog) dialog.close();
  });

  return {
    /** @param {Viewing} what */
    open: (what) => {
      viewing = what;
      at = what.messages.findIndex((one) => one.message_id === what.current.message_id);
      draw();
      dialog.showModal();
      closeButton.focus();
    },
  };
}
