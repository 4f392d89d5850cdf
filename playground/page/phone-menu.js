// @ts-check
/** @import { Phone, Words } from './types.d.ts' */
import { el, icon } from './dom.js';
import { createMenu } from './menu.js';

/** Each language is called by its own name. */
const LANGUAGES = [
  ['en', 'English'],
  ['ru', 'Русский'],
];

/**
 * The settings of one phone: language, blocking the bot, clearing the chat.
 * @param {object} options
 * @param {() => Phone} options.phone
 * @param {Words} options.words
 * @param {(change: { language_code?: string, blocked?: boolean }) => void} options.onChange
 * @param {() => void} options.onClear
 * @returns {HTMLElement[]} the button and its menu
 */
export function createPhoneMenu({ phone, words, onChange, onClear }) {
  const label = words.say('phoneMenu');
  const props = { type: 'button', class: 'icon-button', 'aria-label': label, title: label };
  const button = el('button', props, icon('more'));
  const menu = createMenu(
    button,
    () => [
      ...LANGUAGES.map(([code, name], index) => ({
        label: name ?? '',
        icon: 'globe',
        checked: phone().language_code.startsWith(code ?? ''),
        ...(index === 0 ? { heading: words.say('language') } : {}),
        run: () => onChange({ language_code: code ?? 'en' }),
      })),
      {
        label: words.say(phone().blocked ? 'unblockBot' : 'blockBot'),
        icon: 'block',
        heading: words.say('phoneMenu'),
        run: () => onChange({ blocked: !phone().blocked }),
      },
      { label: words.say('clearChat'), icon: 'broom', danger: true, run: onClear },
    ],
    'phone-menu',
  );
  return [button, menu];
}
