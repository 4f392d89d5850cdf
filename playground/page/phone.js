// @ts-check
/** @import { BotCommand, Chat, Message, Phone, Sample, User } from './types.d.ts' */
/** @import { Desk } from './desk.js' */
import { api } from './api.js';
import { createAvatar, createBotAvatar } from './avatar.js';
import { createChat } from './chat.js';
import { createComposer } from './composer.js';
import { el } from './dom.js';
import { createPhoneActions } from './phone-actions.js';
import { createPhoneMenu } from './phone-menu.js';
import { createPresses } from './presses.js';
import { refreshScanLabels } from './scan-chip.js';
import { openAlert } from './sheet.js';
import { createToasts } from './toasts.js';
import { createWords } from './words.js';

/** @typedef {ReturnType<typeof createPhone>} PhoneView */

const CLOCK_MS = 10_000;

/** The person to whom a phone belongs, above it. @param {Phone} phone @param {Desk} desk */
function createOwner(phone, desk) {
  const name = [phone.first_name, phone.last_name].filter(Boolean).join(' ');
  const role = desk.words.say(phone.role);
  const hint = desk.words.say(phone.role === 'admin' ? 'adminHint' : 'customerHint');
  return el(
    'header',
    { class: 'owner' },
    createAvatar(phone),
    el('div', {}, el('h2', {}, name), el('p', {}, hint)),
    el('span', { class: `role ${phone.role}` }, role),
  );
}

/** @param {HTMLElement} screen @param {string} label @param {(files: FileList) => void} onDrop */
function bindDrop(screen, label, onDrop) {
  screen.dataset.drop = label;
  const isFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('Files') ?? false;
  screen.addEventListener('dragover', (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    screen.classList.add('dropping');
  });
  screen.addEventListener('dragleave', (event) => {
    const inside = event.relatedTarget instanceof Node && screen.contains(event.relatedTarget);
    if (!inside) screen.classList.remove('dropping');
  });
  screen.addEventListener('drop', (event) => {
    screen.classList.remove('dropping');
    if (!isFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    onDrop(event.dataTransfer.files);
  });
}

/**
 * One person's phone with the bot's chat on it.
 * @param {object} options
 * @param {Phone} options.phone
 * @param {User} options.bot
 * @param {Sample[]} options.samples
 * @param {Desk} options.desk
 * @param {(unread: number) => void} options.onUnread
 * @param {() => void} options.onProgress called when the chat has changed
 */
export function createPhone({ phone, bot, samples, desk, onUnread, onProgress }) {
  const words = createWords(phone.language_code);
  const presses = createPresses();
  const toasts = createToasts();
  let current = phone;

  const actions = createPhoneActions({
    phone: () => current,
    words,
    desk,
    presses,
    toast: toasts.show,
    arrive: (message) => arrive(message),
    addPending: (bubble) => chat.addPending(bubble),
    restore: (text) => composer.restore(text),
  });
  const chat = createChat(actions, onUnread);
  const composer = createComposer({ ...actions, id: `phone-${phone.id}`, samples });
  const start = createFootButton(words.say('start'), 'start', () => actions.sendText('/start'));
  const unblock = createFootButton(words.say('unblockBot'), 'unblock', () =>
    change({ blocked: false }),
  );
  const status = el('p', { class: 'bot-status', 'aria-live': 'polite' });
  const emptyTitle = el('b');
  const emptyText = el('p');
  const empty = el('div', { class: 'empty' }, createBotAvatar(), emptyTitle, emptyText);
  const menu = createPhoneMenu({ phone: () => current, words, onChange: change, onClear: clear });
  const bar = el(
    'header',
    { class: 'bar' },
    createBotAvatar(),
    el('div', { class: 'bot' }, el('h3', {}, bot.first_name), status),
    ...menu,
  );
  const foot = el('footer', { class: 'foot' }, composer.element, start, unblock);
  const screen = el(
    'div',
    { class: 'screen' },
    createStatusBar(words),
    bar,
    chat.element,
    empty,
    toasts.element,
    foot,
  );
  const label = desk.words.say('phoneOf', { name: phone.first_name });
  const element = el(
    'section',
    {
      class: `phone ${phone.role}`,
      id: `phone-${phone.id}`,
      'aria-label': label,
      lang: words.locale,
    },
    createOwner(phone, desk),
    el('div', { class: 'device' }, screen),
  );
  bindDrop(screen, words.say('dropHere'), composer.drop);

  /** @param {string} text @param {string} kind @param {() => void} run */
  function createFootButton(text, kind, run) {
    const click = () => {
      run();
      composer.focus();
    };
    return el('button', { type: 'button', class: `foot-button ${kind}`, onclick: click }, text);
  }

  /** @param {{ language_code?: string, blocked?: boolean }} wish */
  function change(wish) {
    api.changePhone(current.id, wish).then(desk.changed, (error) => actions.report(error));
  }

  function clear() {
    api.clearChat(current.id).then(
      () => {
        chat.load([]);
        showFoot();
      },
      (error) => actions.report(error),
    );
  }

  /** What stands at the foot: as in Telegram's apps, one button where there is nothing to type. */
  function showFoot() {
    const isEmpty = chat.isEmpty();
    unblock.hidden = !current.blocked;
    start.hidden = current.blocked || !isEmpty;
    composer.element.hidden = current.blocked || isEmpty;
    empty.hidden = !isEmpty;
    onProgress();
  }

  /** In an empty chat stands what the bot says of itself, as in Telegram's apps. @param {string} description */
  function setDescription(description) {
    emptyTitle.textContent = words.say(description === '' ? 'emptyChat' : 'whatItDoes');
    emptyText.textContent = description === '' ? words.say('emptyHint') : description;
  }

  /** @param {string | null} action a Bot API chat action */
  function setAction(action) {
    if (action) chat.stopWaiting();
    const known = action && words.has(action) ? action : 'busy';
    const text = action ? words.say(known) : words.say(current.blocked ? 'blocked' : 'bot');
    status.classList.toggle('busy', Boolean(action));
    status.textContent = text;
  }

  /** @param {Message} message */
  function arrive(message) {
    const wasEmpty = chat.isEmpty();
    const hadFocus = element.contains(document.activeElement);
    chat.arrive(message);
    showFoot();
    if (wasEmpty) composer.refresh();
    if (wasEmpty && hadFocus) composer.focus();
  }

  showFoot();
  setDescription('');
  setAction(null);
  return {
    element,
    screen,
    words,
    phone: () => current,
    actions,
    /** @param {Chat} state */
    load: (state) => {
      chat.load(state.messages);
      composer.setCommands(state.commands);
      setDescription(state.description);
      setAction(state.action);
      showFoot();
      composer.refresh();
    },
    /** @param {Phone} next the same person, changed */
    update: (next) => {
      current = next;
      setAction(null);
      showFoot();
    },
    arrive,
    /** @param {Message} message */
    edited: (message) => {
      chat.replace(message);
      onProgress();
    },
    /** @param {number[]} ids */
    deleted: (ids) => {
      chat.remove(ids);
      showFoot();
    },
    setAction,
    setDescription,
    /** @param {BotCommand[]} commands */
    setCommands: (commands) => composer.setCommands(commands),
    /** @param {{ callback_query_id: string, text?: string, show_alert?: boolean }} answer */
    answered: (answer) => {
      presses.answer(answer.callback_query_id);
      if (!answer.text) return;
      if (answer.show_alert) openAlert(screen, answer.text, words);
      else toasts.show(answer.text);
    },
    messages: () => chat.all(),
    /** Shows a message of the chat to the reader. @param {number} id */
    reveal: (id) => {
      desk.show(current.id);
      chat.reveal(id);
    },
    /** The phone came into view: what it shows counts as seen. */
    shown: () => chat.shown(),
    focus: () => composer.focus(),
    refreshScanLabels: () => refreshScanLabels(screen, actions.scanLabel()),
  };
}

/** The line with the clock at a phone's top: only for looks. @param {ReturnType<typeof createWords>} words */
function createStatusBar(words) {
  const clock = el('span', {}, words.time(new Date()));
  const timer = setInterval(() => {
    clock.textContent = words.time(new Date());
    if (!clock.isConnected) clearInterval(timer);
  }, CLOCK_MS);
  const signs = el(
    'span',
    { class: 'signs' },
    el('i', { class: 'signal' }),
    el('i', { class: 'battery' }),
  );
  return el('div', { class: 'status-bar', 'aria-hidden': 'true' }, clock, signs);
}
