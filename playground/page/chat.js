// @ts-check
/** @import { ChatActions, Message } from './types.d.ts' */
import { createBubble } from './bubble.js';
import { isOwn, toUnits } from './chat-units.js';
import { el, icon } from './dom.js';
import { createScroller } from './scroller.js';

/** How many bubbles are drawn at first, and how many more at a time. */
const PORTION = 120;
/** After this long without a sign of the bot the chat says so. */
const SILENCE_MS = 8000;

/**
 * The message list of one phone.
 * @param {ChatActions} actions
 * @param {(unread: number) => void} onUnread told how many new messages are below what is seen
 */
export function createChat(actions, onUnread) {
  const { words } = actions;
  /** @type {Map<number, Message>} */
  const messages = new Map();
  /** @type {Map<string, ReturnType<typeof createBubble>>} */
  const bubbles = new Map();
  /** @type {Map<string, HTMLElement>} */
  const dividers = new Map();
  /** @type {HTMLElement[]} */
  const pending = [];
  let hidden = 0;
  let unread = 0;
  let isLoaded = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;

  const inner = el('div', { class: 'messages-inner' });
  const list = el(
    'div',
    { class: 'messages', role: 'log', 'aria-label': words.say('messages'), tabindex: 0 },
    inner,
  );
  const earlier = el(
    'button',
    { type: 'button', class: 'earlier', onclick: showEarlier },
    words.say('earlier'),
  );
  const silent = el('p', { class: 'note', role: 'status' }, words.say('noAnswer'));
  const badge = el('span', { class: 'badge' });
  const down = el(
    'button',
    { type: 'button', class: 'to-bottom', hidden: true },
    icon('down'),
    badge,
  );
  const element = el('div', { class: 'chat' }, list, down);
  const scroller = createScroller(list, inner, (atEnd) => {
    if (atEnd) setUnread(0);
    down.hidden = atEnd;
  });
  down.addEventListener('click', () => {
    scroller.toEnd();
    list.focus({ preventScroll: true });
  });

  /** @param {number} count */
  function setUnread(count) {
    unread = count;
    const label = count > 0 ? words.newMessages(count) : words.say('toBottom');
    down.setAttribute('aria-label', label);
    down.title = label;
    badge.textContent = count > 0 ? String(count) : '';
    onUnread(count);
  }

  /** @param {string} day @param {Message} message */
  function dividerOf(day, message) {
    const text = words.day(new Date(message.date * 1000));
    const divider = dividers.get(day) ?? el('div', { class: 'day' }, el('span', {}));
    dividers.set(day, divider);
    if (divider.textContent !== text) divider.replaceChildren(el('span', {}, text));
    return divider;
  }

  /** @returns {HTMLElement[]} everything that the list shows, in order */
  function drawUnits() {
    const units = toUnits(messages.values());
    if (!isLoaded) hidden = Math.max(0, units.length - PORTION);
    hidden = Math.min(hidden, Math.max(0, units.length - 1));
    /** @type {HTMLElement[]} */
    const elements = hidden > 0 ? [earlier] : [];
    const keys = new Set();
    let day = '';
    for (const unit of units.slice(hidden)) {
      const first = unit.messages[0];
      if (first && unit.day !== day) elements.push(dividerOf(unit.day, first));
      day = unit.day;
      keys.add(unit.key);
      const bubble = bubbles.get(unit.key) ?? createBubble(actions, isLoaded);
      bubbles.set(unit.key, bubble);
      bubble.update(unit);
      elements.push(bubble.element);
    }
    for (const key of bubbles.keys()) if (!keys.has(key)) bubbles.delete(key);
    return [...elements, ...pending];
  }

  /** Brings the list to what should be shown; what stays is not touched, so nothing flickers. */
  function render() {
    const elements = drawUnits();
    const wanted = new Set(elements);
    for (const child of [...inner.children]) {
      if (!wanted.has(/** @type {HTMLElement} */ (child)) && child !== silent) child.remove();
    }
    elements.forEach((child, index) => {
      if (inner.children[index] !== child) inner.insertBefore(child, inner.children[index] ?? null);
    });
    if (scroller.isAtEnd()) scroller.toEnd();
  }

  function showEarlier() {
    scroller.keepPlace(() => {
      hidden = Math.max(0, hidden - PORTION);
      render();
    });
    list.focus({ preventScroll: true });
  }

  function stopWaiting() {
    clearTimeout(silence);
    silent.remove();
  }

  /** Something was sent to the bot: when it stays silent the chat says so. */
  function waitForBot() {
    stopWaiting();
    silence = setTimeout(() => inner.append(silent), SILENCE_MS);
  }

  /** A sent message arrives twice: as the answer to its sending and as an event. @param {Message} message */
  function arrive(message) {
    const isNew = !messages.has(message.message_id);
    const own = isOwn(message);
    const follow = own || scroller.isAtEnd();
    messages.set(message.message_id, message);
    if (isNew && own && (message.photo || message.document)) pending.shift();
    render();
    if (!isNew) return;
    if (own) waitForBot();
    else stopWaiting();
    if (follow) scroller.toEnd();
    const isSeen = list.checkVisibility({ visibilityProperty: true }) && scroller.isAtEnd();
    if (!isSeen) setUnread(unread + 1);
  }

  setUnread(0);
  return {
    element,
    /** Shows exactly these messages; what is already there stays as it is. @param {Message[]} all */
    load(all) {
      messages.clear();
      for (const message of all) messages.set(message.message_id, message);
      list.setAttribute('aria-busy', 'true');
      render();
      isLoaded = true;
      list.removeAttribute('aria-busy');
    },
    arrive,
    /** @param {Message} message a newer version of it */
    replace(message) {
      stopWaiting();
      if (!messages.has(message.message_id)) return;
      messages.set(message.message_id, message);
      render();
    },
    /** @param {number[]} ids */
    remove(ids) {
      for (const id of ids) messages.delete(id);
      render();
    },
    /** Shows something that is still on its way; the returned function takes it away. @param {HTMLElement} bubble */
    addPending(bubble) {
      pending.push(bubble);
      render();
      scroller.toEnd();
      return () => {
        const at = pending.indexOf(bubble);
        if (at >= 0) pending.splice(at, 1);
        render();
      };
    },
    stopWaiting,
    /** Brings a message into the middle of what is seen and points at it. @param {number} id */
    reveal: (id) => {
      const find = () => inner.querySelector(`[data-id="${id}"]`);
      while (!find() && hidden > 0) showEarlier();
      const bubble = find();
      if (!(bubble instanceof HTMLElement)) return;
      scroller.leaveEnd();
      bubble.scrollIntoView({ block: 'center' });
      bubble.classList.add('pointed-at');
      bubble.addEventListener('animationend', () => bubble.classList.remove('pointed-at'));
      bubble.querySelector('button')?.focus({ preventScroll: true });
    },
    /** The chat came into view. */
    shown: () => {
      if (scroller.isAtEnd()) setUnread(0);
    },
    isEmpty: () => messages.size === 0,
    all: () => [...messages.values()].sort((a, b) => a.message_id - b.message_id),
  };
}
