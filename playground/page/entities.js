// @ts-check
/** @import { ChatActions, MessageEntity } from './types.d.ts' */
import { el } from './dom.js';

/**
 * Renders a text with its entities. Offsets are UTF-16 units, as in JavaScript. Entities may nest;
 * one that crosses its parent's end is split there.
 * @param {string} text
 * @param {MessageEntity[]} entities
 * @param {ChatActions} actions
 * @returns {DocumentFragment}
 */
export function renderText(text, entities, actions) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...renderRange(text, 0, text.length, sorted, actions));
  return fragment;
}

/**
 * @param {string} text @param {number} from @param {number} to
 * @param {MessageEntity[]} entities sorted; those that begin before `to`
 * @param {ChatActions} actions
 * @returns {Node[]}
 */
function renderRange(text, from, to, entities, actions) {
  /** @type {Node[]} */
  const nodes = [];
  const queue = [...entities];
  let at = from;
  while (queue.length > 0) {
    const entity = /** @type {MessageEntity} */ (queue.shift());
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    const inner = queue.filter((other) => other.offset < end);
    nodes.push(
      renderEntity(
        entity,
        text.slice(start, end),
        renderRange(text, start, end, inner, actions),
        actions,
      ),
    );
    // A block ends its line by itself: the line break behind it would show as an empty line.
    at = BLOCKS.includes(entity.type) && text[end] === '\n' ? end + 1 : end;
  }
  if (at < to) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
}

/** Entities that stand on lines of their own. */
const BLOCKS = ['pre', 'blockquote', 'expandable_blockquote'];

/** Elements for entities that only change how the text looks. */
const PLAIN = /** @type {Record<string, [keyof HTMLElementTagNameMap, string]>} */ ({
  bold: ['strong', ''],
  italic: ['em', ''],
  underline: ['u', ''],
  strikethrough: ['s', ''],
  blockquote: ['blockquote', 'quote'],
  mention: ['span', 'mention'],
  text_mention: ['span', 'mention'],
  hashtag: ['span', 'mention'],
  cashtag: ['span', 'mention'],
});

/** @param {MessageEntity} entity @param {string} text @param {Node[]} children @param {ChatActions} actions */
function renderEntity(entity, text, children, actions) {
  const plain = PLAIN[entity.type];
  if (plain) return el(plain[0], { class: plain[1] || null }, ...children);
  switch (entity.type) {
    case 'expandable_blockquote':
      return createFoldedQuote(children, actions);
    case 'code':
      return createCopyable('code', text, children, actions);
    case 'pre':
      return createCopyable('pre', text, children, actions);
    case 'text_link':
      return createLink(entity.url, children, actions);
    case 'url':
      return createLink(
        /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`,
        children,
        actions,
      );
    case 'email':
      return createLink(`mailto:${text}`, children, actions);
    case 'phone_number':
      return createLink(`tel:${text}`, children, actions);
    case 'spoiler':
      return createSpoiler(children, actions);
    case 'bot_command':
      return el(
        'button',
        { type: 'button', class: 'link', onclick: () => actions.sendText(text) },
        ...children,
      );
    default:
      return el('span', {}, ...children);
  }
}

/**
 * A link that opens in the phone or, where it leads out of Telegram, in a new tab.
 * @param {string} url @param {Node[]} children @param {ChatActions} actions
 */
function createLink(url, children, actions) {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (!['http:', 'https:', 'tg:', 'mailto:', 'tel:'].includes(protocol)) {
    return el('span', {}, ...children);
  }
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    actions.openLink(url);
  };
  return el(
    'a',
    { class: 'link', href: url, target: '_blank', rel: 'noopener noreferrer', onclick: open },
    ...children,
  );
}

/** @param {'code' | 'pre'} tag @param {string} text @param {Node[]} children @param {ChatActions} actions */
function createCopyable(tag, text, children, actions) {
  const label = actions.words.say('copyText');
  const element = el(
    tag,
    { class: 'copyable', role: 'button', tabindex: 0, title: label },
    ...children,
  );
  element.addEventListener('click', () => actions.copy(text));
  onPressKey(element, () => actions.copy(text));
  return element;
}

/** A quote of which three lines are shown until it is pressed. @param {Node[]} children @param {ChatActions} actions */
function createFoldedQuote(children, actions) {
  const text = el('span', { class: 'quote-text' }, ...children);
  const props = {
    class: 'quote folded',
    role: 'button',
    tabindex: 0,
    title: actions.words.say('unfoldQuote'),
    'aria-expanded': 'false',
  };
  const element = el('blockquote', props, text);
  const turn = () => {
    const isFolded = element.classList.toggle('folded');
    element.setAttribute('aria-expanded', String(!isFolded));
  };
  element.addEventListener('click', turn);
  onPressKey(element, turn);
  return element;
}

/** @param {Node[]} children @param {ChatActions} actions */
function createSpoiler(children, actions) {
  const cover = el('span', { class: 'spoiler-text' }, ...children);
  const props = {
    class: 'spoiler',
    role: 'button',
    tabindex: 0,
    'aria-label': actions.words.say('revealSpoiler'),
  };
  const element = el('span', props, cover);
  cover.inert = true;
  const reveal = () => {
    element.classList.add('revealed');
    cover.inert = false;
    for (const name of ['role', 'tabindex', 'aria-label']) element.removeAttribute(name);
  };
  element.addEventListener('click', reveal, { once: true });
  onPressKey(element, reveal);
  return element;
}

/** Enter and Space act like a click, as on a button. @param {HTMLElement} element @param {() => void} run */
function onPressKey(element, run) {
  element.addEventListener('keydown', (event) => {
    if (event.target !== element || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    run();
  });
}
