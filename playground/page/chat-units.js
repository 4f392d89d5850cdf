// @ts-check
/** @import { Message } from './types.d.ts' */

/** Messages of one sender that follow within this many seconds stand close together. */
const CLOSE_SECONDS = 300;

/**
 * What is drawn as one bubble: a message, or all parts of an album.
 * @typedef {{ key: string, messages: Message[], own: boolean, day: string, first: boolean, last: boolean }} Unit
 *   `first` and `last`: of a run of bubbles by one sender
 */

/** @param {Message} message */
export function isOwn(message) {
  return message.from?.is_bot !== true;
}

/** @param {Message} message */
const keyOf = (message) =>
  message.media_group_id ? `album-${message.media_group_id}` : `message-${message.message_id}`;

/** @param {Message} message */
const dayOf = (message) => new Date(message.date * 1000).toDateString();

/** @param {Unit} one @param {Unit} next */
function isRun(one, next) {
  const gap = (next.messages[0]?.date ?? 0) - (one.messages.at(-1)?.date ?? 0);
  return one.own === next.own && one.day === next.day && gap < CLOSE_SECONDS;
}

/**
 * Groups messages into what is drawn as one bubble each.
 * @param {Iterable<Message>} messages in any order
 * @returns {Unit[]} oldest first
 */
export function toUnits(messages) {
  /** @type {Unit[]} */
  const units = [];
  for (const message of [...messages].sort((a, b) => a.message_id - b.message_id)) {
    const key = keyOf(message);
    const before = units.at(-1);
    if (before?.key === key) before.messages.push(message);
    else
      units.push({
        key,
        messages: [message],
        own: isOwn(message),
        day: dayOf(message),
        first: true,
        last: true,
      });
  }
  for (const [index, unit] of units.entries()) {
    const next = units[index + 1];
    if (!next || !isRun(unit, next)) continue;
    unit.last = false;
    next.first = false;
  }
  return units;
}
