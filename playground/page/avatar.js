// @ts-check
/** @import { Phone } from './types.d.ts' */
import { el } from './dom.js';

const COLOURS = 6;

/** A round sign with a person's initials, in a colour of their own. @param {Phone} phone */
export function createAvatar(phone) {
  const initials = [phone.first_name, phone.last_name]
    .map((name) => [...(name ?? '')][0] ?? '')
    .join('');
  const colour = phone.id % COLOURS;
  return el('span', { class: `avatar colour-${colour}`, 'aria-hidden': 'true' }, initials);
}

/** The bot's own sign. */
export function createBotAvatar() {
  return el('img', { class: 'avatar', src: 'pictures/bot.svg', alt: '' });
}
