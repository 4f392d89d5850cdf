// @ts-check
/** @import { ChatActions, Message } from './types.d.ts' */
/** @import { Unit } from './chat-units.js' */
import { el, icon } from './dom.js';
import { renderText } from './entities.js';
import { createKeyboard } from './keyboard.js';
import { mediaKey, renderMedia } from './media.js';

/** A new picture waits at most so long to be decoded before it replaces the old one. */
const SWAP_MS = 1500;

/** The text of a message or the caption of an album. @param {Message[]} messages */
function textOf(messages) {
  const message = messages.find((one) => one.text ?? one.caption);
  return {
    text: message?.text ?? message?.caption ?? '',
    entities: message?.entities ?? message?.caption_entities ?? [],
  };
}

/**
 * One bubble: a message or an album, with its keyboard. Each part is drawn anew only when what it
 * shows has changed, so an edit in place does not flicker and keeps the focus.
 * @param {ChatActions} actions
 * @param {boolean} isNew whether it moves in
 */
export function createBubble(actions, isNew) {
  const { words } = actions;
  const quote = el('div', { class: 'reply' });
  const media = el('div', { class: 'media' });
  const text = el('div', { class: 'words', dir: 'auto' });
  const meta = el('span', { class: 'meta' });
  const content = el('div', { class: 'text' }, text, meta);
  const body = el('div', { class: 'bubble' }, quote, media, content);
  const keyboard = createKeyboard(actions);
  const element = el('article', { class: 'message', tabindex: -1 }, body, keyboard.element);
  if (isNew) element.classList.add('arriving');

  /** @type {Map<string, string>} */
  const drawn = new Map();
  /** @param {string} part @param {unknown} value @returns {boolean} whether the part must be drawn */
  function changes(part, value) {
    const key = JSON.stringify(value ?? null);
    if (drawn.get(part) === key) return false;
    drawn.set(part, key);
    return true;
  }

  /** @param {Unit} unit */
  function drawMedia({ messages }) {
    const key = mediaKey(messages);
    if (!changes('media', key)) return;
    const { node, width, kind } = renderMedia(messages, actions);
    const images = [...(node?.querySelectorAll('img') ?? [])];
    const swap = () => {
      if (drawn.get('media') !== JSON.stringify(key)) return;
      body.dataset.media = kind;
      body.style.setProperty('--media-width', width ? `${width}px` : 'auto');
      media.replaceChildren(...(node ? [node] : []));
    };
    if (media.children.length === 0 || images.length === 0) return swap();
    const decoded = Promise.allSettled(images.map((image) => image.decode()));
    Promise.race([decoded, new Promise((resolve) => setTimeout(resolve, SWAP_MS))]).then(swap);
  }

  /** @param {Unit} unit */
  function drawText({ messages }) {
    const content = textOf(messages);
    if (!changes('text', content)) return;
    text.replaceChildren(renderText(content.text, content.entities, actions));
    body.classList.toggle('wordless', content.text === '');
  }

  /** A caption stands below its pictures, unless the message says otherwise. @param {Unit} unit */
  function placeText({ messages }) {
    const isAbove = messages.some((one) => one.show_caption_above_media);
    if (!changes('above', isAbove)) return;
    body.classList.toggle('caption-above', isAbove);
    if (isAbove) media.before(content);
    else media.after(content);
  }

  /** @param {Unit} unit */
  function drawMeta({ messages, own }) {
    const last = /** @type {Message} */ (messages.at(-1));
    const date = new Date(last.date * 1000);
    const time = words.time(date);
    if (!changes('meta', [time, own])) return;
    meta.replaceChildren(
      el('time', { datetime: date.toISOString() }, time),
      ...(own ? [icon('sent')] : []),
    );
    element.setAttribute('aria-label', `${own ? words.say('you') : words.say('bot')}, ${time}`);
  }

  /** @param {Unit} unit */
  function drawQuote({ messages }) {
    const replied = messages[0]?.reply_to_message;
    const content = replied && (replied.text ?? replied.caption ?? words.say('picture'));
    if (changes('reply', content)) quote.textContent = content ?? '';
  }

  return {
    element,
    /** @param {Unit} unit */
    update(unit) {
      element.classList.toggle('own', unit.own);
      element.classList.toggle('first', unit.first);
      element.classList.toggle('last', unit.last);
      drawQuote(unit);
      drawMedia(unit);
      drawText(unit);
      placeText(unit);
      drawMeta(unit);
      const last = /** @type {Message} */ (unit.messages.at(-1));
      const rows = last.reply_markup?.inline_keyboard ?? [];
      element.dataset.id = String(last.message_id);
      element.classList.toggle('with-keyboard', rows.length > 0);
      if (changes('keyboard', rows)) keyboard.update(last.message_id, rows, element);
    },
  };
}
