// @ts-check
/** @import { Phone, Words } from './types.d.ts' */
import { createAvatar } from './avatar.js';
import { el } from './dom.js';
import { moveFocus } from './menu.js';

/** When one phone fills the screen; the same condition stands in `style/small.css`. */
const SMALL = '(max-width: 700px), (max-height: 520px)';

/**
 * Tabs that choose the phone on a small screen. On a wide one all phones are seen and the tabs are
 * hidden by the style sheet.
 * @param {HTMLElement} place @param {HTMLElement} phonePlace @param {Words} words
 * @param {(id: number) => void} onShow
 */
export function createTabs(place, phonePlace, words, onShow) {
  const small = matchMedia(SMALL);
  /** @type {Map<number, HTMLElement>} */
  const tabs = new Map();
  /** @type {Map<number, number>} */
  const unread = new Map();
  let active = 0;
  place.setAttribute('role', 'tablist');
  place.setAttribute('aria-label', words.say('phones'));

  function apply() {
    for (const [id, tab] of tabs) {
      const isActive = id === active;
      tab.setAttribute('aria-selected', String(isActive));
      tab.tabIndex = isActive ? 0 : -1;
      const phone = phonePlace.querySelector(`#phone-${id}`);
      phone?.classList.toggle('away', !isActive);
      phone?.toggleAttribute('inert', small.matches && !isActive);
    }
  }

  /** @param {number} id */
  function show(id) {
    active = id;
    apply();
    onShow(id);
  }

  /** @param {number} id @param {number} count */
  function setUnread(id, count) {
    unread.set(id, count);
    const badge = tabs.get(id)?.querySelector('.badge');
    if (badge) badge.textContent = count > 0 ? String(count) : '';
  }

  /** @param {Phone} phone */
  function createTab(phone) {
    const count = unread.get(phone.id) ?? 0;
    return el(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        'aria-controls': `phone-${phone.id}`,
        onclick: () => show(phone.id),
      },
      createAvatar(phone),
      el('span', { class: 'tab-name' }, phone.first_name, el('small', {}, words.say(phone.role))),
      el('span', { class: 'badge' }, count > 0 ? String(count) : ''),
    );
  }

  place.addEventListener('keydown', (event) => {
    if (!moveFocus(event, [...tabs.values()])) return;
    const entry = [...tabs].find(([, tab]) => tab === document.activeElement);
    if (entry) show(entry[0]);
  });
  small.addEventListener('change', apply);

  return {
    show,
    setUnread,
    /** @param {Phone[]} phones */
    setPhones: (phones) => {
      tabs.clear();
      for (const phone of phones) tabs.set(phone.id, createTab(phone));
      place.replaceChildren(...tabs.values());
      if (!tabs.has(active)) active = phones[0]?.id ?? 0;
      apply();
    },
  };
}
