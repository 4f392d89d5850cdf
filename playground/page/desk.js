// @ts-check
/** @import { Chat, Message, Phone, Sample, User, Words } from './types.d.ts' */
/** @import { PhoneView } from './phone.js' */
import { api } from './api.js';
import { playScan } from './camera.js';
import { createPhone } from './phone.js';
import { openPhoneChooser } from './sheet.js';
import { createTabs } from './tabs.js';
import { createViewer } from './viewer.js';

/**
 * What a phone may ask of the others.
 * @typedef {object} Desk
 * @property {Words} words the page's own words
 * @property {(id: number) => Phone[]} others all phones but this one, customers first
 * @property {(fileId: string) => Promise<string | null>} findCode
 * @property {(id: number, url: string) => Promise<void>} open opens a Telegram link on a phone
 * @property {(id: number, message: Message) => void} view
 * @property {(id: number, fileId: string, source: HTMLElement) => Promise<void>} scan
 * @property {(phone: Phone) => void} changed
 * @property {(id: number) => void} show brings a phone into view on a small screen
 */

/**
 * The phones; the first visit brings an admin's and a customer's. Two tabs that open at the same
 * time must not bring two pairs.
 * @param {string} language of the new phones
 */
function loadPhones(language) {
  return navigator.locks.request('first-phones', async () => {
    const found = await api.phones();
    if (found.phones.length > 0) return found;
    await api.addPhone({ role: 'admin', language_code: language });
    await api.addPhone({ role: 'customer', language_code: language });
    return api.phones();
  });
}

/**
 * All phones of the page and what happens between them.
 * @param {object} options
 * @param {HTMLElement} options.place where the phones stand
 * @param {HTMLElement} options.tabPlace where their tabs stand on a small screen
 * @param {Words} options.words
 * @param {() => void} options.onProgress called when any chat has changed
 */
export function createDesk({ place, tabPlace, words, onProgress }) {
  /** @type {Map<number, PhoneView>} */
  const views = new Map();
  /** @type {Map<string, Promise<string | null>>} */
  const codes = new Map();
  /** @type {{ bot: User, samples: Sample[] }} */
  let setting = { bot: { id: 0, is_bot: true, first_name: '' }, samples: [] };
  const tabs = createTabs(tabPlace, place, words, (id) => views.get(id)?.shown());
  const viewer = createViewer(words);

  /** @type {Desk} */
  const desk = { words, others, findCode, open, view, scan, changed, show: tabs.show };

  /** @param {number} id */
  function others(id) {
    const phones = [...views.values()].map((one) => one.phone()).filter((phone) => phone.id !== id);
    return phones.sort((a, b) => b.role.localeCompare(a.role));
  }

  /** @param {number} id */
  function viewOf(id) {
    const found = views.get(id);
    if (!found) throw new Error(`There is no phone ${id}`);
    return found;
  }

  /** Decodes a picture once; a failure is not remembered. @param {string} fileId */
  function findCode(fileId) {
    const known = codes.get(fileId);
    if (known) return known;
    const found = api.scan(fileId).then(
      ({ text }) => text,
      () => {
        codes.delete(fileId);
        return null;
      },
    );
    codes.set(fileId, found);
    return found;
  }

  /** @param {number} id @param {string} url */
  async function open(id, url) {
    const answer = await api.open(id, url);
    if (answer.opened === 'share') share(id, [answer.url, answer.text].filter(Boolean).join('\n'));
    const isBot = URL.parse(url)?.pathname.slice(1) === setting.bot.username;
    if (answer.opened === 'none' && !isBot) window.open(url, '_blank', 'noopener,noreferrer');
  }

  /** @param {number} id @param {string} text */
  function share(id, text) {
    const from = viewOf(id);
    openPhoneChooser(from.screen, {
      title: from.words.say('shareTitle'),
      detail: text,
      phones: others(id),
      words: from.words,
      onChoose: (phone) => {
        const to = viewOf(phone.id);
        tabs.show(phone.id);
        to.actions.sendText(text);
        to.actions.toast(to.words.say('shared', { name: from.phone().first_name }));
      },
    });
  }

  /** @param {number} id @param {string} fileId @param {HTMLElement} source */
  async function scan(id, fileId, source) {
    const from = viewOf(id);
    const [first, ...more] = others(id);
    if (!first) return from.actions.toast(from.words.say('noOtherPhone'));
    const text = await findCode(fileId);
    if (text === null) return from.actions.toast(from.words.say('noCode'));
    if (more.length === 0) return scanWith(first.id, text, source);
    openPhoneChooser(from.screen, {
      title: from.words.say('scanTitle'),
      phones: [first, ...more],
      words: from.words,
      onChoose: (phone) => void scanWith(phone.id, text, source).catch(from.actions.report),
    });
  }

  /** @param {number} id of the phone that scans @param {string} text @param {HTMLElement} source */
  async function scanWith(id, text, source) {
    const to = viewOf(id);
    tabs.show(id);
    const putAway = await playScan(to.screen, source, to.words);
    try {
      const { opened } = await api.open(id, text);
      if (opened !== 'start') to.actions.toast(to.words.say('otherCode', { text }));
      to.focus();
    } catch (error) {
      to.actions.report(error);
    } finally {
      putAway();
    }
  }

  /** @param {number} id @param {Message} message */
  function view(id, message) {
    const from = viewOf(id);
    viewer.open({
      messages: from.messages().filter((one) => one.photo),
      current: message,
      targets: others(id),
      findCode,
      onScan: async (fileId, phone, source) => {
        const text = await findCode(fileId);
        if (text === null) from.actions.toast(from.words.say('noCode'));
        else await scanWith(phone.id, text, source).catch(from.actions.report);
      },
    });
  }

  /** @param {Phone} phone */
  function build(phone) {
    const created = createPhone({
      phone,
      ...setting,
      desk,
      onUnread: (count) => tabs.setUnread(phone.id, count),
      onProgress,
    });
    views.set(phone.id, created);
    return created;
  }

  /** A person changed: another language means other words on the whole phone. @param {Phone} phone */
  function changed(phone) {
    const before = views.get(phone.id);
    if (!before) return void add(phone);
    if (before.phone().language_code === phone.language_code) return before.update(phone);
    const created = build(phone);
    before.element.replaceWith(created.element);
    tabs.setPhones([...views.values()].map((one) => one.phone()));
    void api.chat(phone.id).then(created.load);
  }

  /** @param {Phone} phone @param {Chat} [chat] loaded when absent */
  async function add(phone, chat) {
    if (views.has(phone.id)) return;
    const created = build(phone);
    place.append(created.element);
    tabs.setPhones([...views.values()].map((one) => one.phone()));
    for (const one of views.values()) one.refreshScanLabels();
    created.load(chat ?? (await api.chat(phone.id)));
  }

  return {
    /** Loads everything anew; phones that are there stay, those that are gone leave. */
    load: async () => {
      const { bot, phones, samples } = await loadPhones(words.locale);
      setting = { bot, samples };
      const chats = await Promise.all(phones.map(({ id }) => api.chat(id)));
      for (const [id, gone] of views) {
        if (phones.some((phone) => phone.id === id)) continue;
        views.delete(id);
        gone.element.remove();
      }
      for (const [index, phone] of phones.entries()) {
        const chat = /** @type {Chat} */ (chats[index]);
        const known = views.get(phone.id);
        if (known) known.load(chat);
        else await add(phone, chat);
        changed(phone);
      }
    },
    add,
    changed,
    find: (/** @type {number} */ id) => views.get(id),
    show: tabs.show,
    views: () => [...views.values()],
    findCode,
  };
}
