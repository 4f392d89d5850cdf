// @ts-check
/** @import { ChatActions, Message } from './types.d.ts' */
import { layoutAlbum } from './album.js';
import { fileUrl } from './api.js';
import { el, icon } from './dom.js';
import { createPicture, largestPhoto } from './picture.js';
import { createScanChip } from './scan-chip.js';

const MAX_WIDTH = 300;
const MAX_HEIGHT = 380;
const ALBUM_WIDTH = 310;
/** A picture with words or buttons under it is at least so wide, so that they can be read. */
const READABLE_WIDTH = 250;
const LEAST_WIDTH = 120;

/** What decides whether the media of a bubble must be drawn anew. @param {Message[]} messages */
export function mediaKey(messages) {
  return messages.map((message) => {
    const file = message.photo ? largestPhoto(message.photo) : message.document;
    return file ? file.file_unique_id : [message.message_id, otherKind(message)];
  });
}

/**
 * Draws what a bubble shows above its text.
 * @param {Message[]} messages one, or the parts of an album
 * @param {ChatActions} actions
 * @returns {{ node: HTMLElement | null, width: number | null, kind: string }} the width in pixels
 *   that the bubble takes from its pictures
 */
export function renderMedia(messages, actions) {
  const photos = messages.filter((message) => message.photo);
  const [first] = messages;
  if (photos.length > 1) return { ...renderAlbum(photos, actions), kind: 'pictures' };
  if (photos[0]) return { ...renderSingle(photos[0], actions), kind: 'pictures' };
  const documents = messages.filter((message) => message.document);
  if (documents.length > 0) {
    const rows = documents.map((message) => createDocument(message, actions));
    return { node: el('div', { class: 'documents' }, ...rows), width: null, kind: 'files' };
  }
  const kind = first && otherKind(first);
  if (!first || !kind) return { node: null, width: null, kind: 'none' };
  return { node: createOther(first, kind, actions), width: null, kind: 'other' };
}

/** @param {Message} message @param {ChatActions} actions */
function renderSingle(message, actions) {
  const { width, height } = largestPhoto(message.photo ?? []);
  const least = message.caption || message.reply_markup ? READABLE_WIDTH : LEAST_WIDTH;
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height);
  const shown = Math.max(least, Math.round(width * scale));
  const ratio = Math.min(3, Math.max(shown / MAX_HEIGHT, width / height));
  const node = el(
    'div',
    { class: 'single', vars: { '--ratio': ratio.toFixed(4) } },
    createPicture(message, actions, { isAlone: true }),
  );
  return { node, width: shown };
}

/** @param {Message[]} messages @param {ChatActions} actions */
function renderAlbum(messages, actions) {
  const ratios = messages.map(({ photo }) => {
    const { width, height } = largestPhoto(photo ?? []);
    return width / height;
  });
  const { ratio, rows } = layoutAlbum(ratios);
  const drawn = rows.map((row) => {
    const tiles = row.tiles.map(({ index, width }) => {
      const message = /** @type {Message} */ (messages[index]);
      const picture = createPicture(message, actions, { isAlone: false });
      picture.style.setProperty('--share', (width * 100).toFixed(2));
      return picture;
    });
    return el(
      'div',
      { class: 'mosaic-row', vars: { '--share': (row.height * 100).toFixed(2) } },
      ...tiles,
    );
  });
  const node = el('div', { class: 'mosaic', vars: { '--ratio': ratio.toFixed(4) } }, ...drawn);
  return { node, width: ALBUM_WIDTH };
}

/** @param {number} bytes @param {string} locale */
function sizeOf(bytes, locale) {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
  const value = bytes / (unit === 'kilobyte' ? 1000 : 1_000_000);
  const options = /** @type {const} */ ({ style: 'unit', maximumFractionDigits: 1 });
  return new Intl.NumberFormat(locale, { ...options, unit }).format(value);
}

/** @param {Message} message @param {ChatActions} actions */
function createDocument(message, actions) {
  const file = /** @type {NonNullable<Message['document']>} */ (message.document);
  const name = file.file_name ?? 'file';
  const label = actions.words.say('downloadFile', { name });
  const sign = file.thumbnail
    ? el('img', {
        class: 'file-picture',
        src: fileUrl(file.file_id, true),
        alt: '',
        loading: 'lazy',
      })
    : icon('file');
  const link = el(
    'a',
    { class: 'file', href: fileUrl(file.file_id), download: name, 'aria-label': label },
    el('span', { class: 'file-sign' }, sign, icon('download')),
    el('span', { class: 'file-name' }, name),
    el('span', { class: 'file-size' }, sizeOf(file.file_size ?? 0, actions.words.locale)),
  );
  const row = el('div', { class: 'document' }, link);
  const isPicture = Boolean(file.thumbnail) || (file.mime_type ?? '').startsWith('image/');
  if (isPicture && message.from?.is_bot)
    row.append(createScanChip(file.file_id, link.querySelector('img') ?? link, actions));
  return row;
}

const OTHER_KINDS = /** @type {const} */ ([
  'sticker',
  'voice',
  'audio',
  'video',
  'video_note',
  'animation',
  'contact',
  'venue',
  'location',
  'poll',
  'dice',
]);

/** What a message is that carries neither text, photo nor document. @param {Message} message */
function otherKind(message) {
  if (message.text || message.photo || message.document) return null;
  return OTHER_KINDS.find((kind) => kind in message) ?? 'other';
}

/** @param {Message} message @param {(typeof OTHER_KINDS)[number] | 'other'} kind @param {ChatActions} actions */
function createOther(message, kind, actions) {
  const { contact, sticker, poll } = message;
  const detail = contact
    ? `${contact.first_name}, ${contact.phone_number}`
    : (sticker?.emoji ?? poll?.question ?? '');
  return el(
    'div',
    { class: 'other' },
    el('b', {}, actions.words.say(kind)),
    detail && ` ${detail}`,
  );
}
