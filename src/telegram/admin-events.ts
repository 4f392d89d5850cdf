import { randomUUID } from 'node:crypto';
import type { AdminEvent } from '../../machines/events.ts';
import { isCodeOrLink } from '../codes/code-or-link.ts';
import { createCode } from '../codes/verification-code.ts';
import type { ButtonPress } from '../screens/callback-data.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { countCharacters } from '../text/graphemes.ts';
import { sentPhoto } from './sent-photo.ts';
import type { TelegramMessage } from './update-schema.ts';

/** The commands of admins that are events of the session as they stand. */
const COMMAND_EVENTS = {
  admin: 'HOME',
  start: 'HOME',
  cards: 'CARDS',
  stats: 'STATISTICS',
  help: 'HELP',
  skip: 'SKIP',
  back: 'BACK',
  cancel: 'CANCEL',
} as const;

function isPlainCommand(command: string): command is keyof typeof COMMAND_EVENTS {
  return Object.hasOwn(COMMAND_EVENTS, command);
}

/** The event of an admin's command, known or not; it is never text. */
export function commandEvent(id: string, command: string): AdminEvent {
  if (command === 'add') return addEvent(id);
  if (isPlainCommand(command)) return { id, type: COMMAND_EVENTS[command] };
  return { id, type: 'UNKNOWN_COMMAND' };
}

const PRESS_EVENTS = {
  home: 'HOME',
  resume: 'RESUME',
  cards: 'CARDS',
  older: 'OLDER',
  newer: 'NEWER',
  stats: 'STATISTICS',
  help: 'HELP',
  skip: 'SKIP',
  back: 'BACK',
  cancel: 'CANCEL',
  retry: 'RETRY',
  continue: 'CONTINUE',
  discard: 'DISCARD',
  confirm: 'CONFIRM',
  off: 'DEACTIVATE',
  on: 'REACTIVATE',
  qr: 'QR',
} as const;

/** The event of a button press; null is a press of no button of ours. */
export function pressEvent(id: string, press: ButtonPress | null): AdminEvent {
  if (press === null) return { id, type: 'STALE' };
  if (press.action === 'add') return addEvent(id);
  if (press.action === 'open') {
    return press.cardId === null
      ? { id, type: 'STALE' }
      : { id, type: 'OPEN', cardId: press.cardId };
  }
  return { id, type: PRESS_EVENTS[press.action] };
}

/** The event of anything that is not a command: a text, a photo, a file that may be one, or what no step takes. */
export function messageEvent(id: string, message: TelegramMessage): AdminEvent {
  if (message.text !== undefined) {
    const text = cleanText(message.text);
    const line = cleanLine(message.text);
    return {
      id,
      type: 'TEXT',
      text,
      textCharacters: countCharacters(text),
      line,
      lineCharacters: countCharacters(line),
      isCode: isCodeOrLink(message.text),
    };
  }
  const photo = sentPhoto(message);
  const album = message.media_group_id ?? null;
  if (photo === null) return { id, type: 'UNEXPECTED', album };
  return { id, type: 'PHOTO', photo, album, captioned: cleanText(message.caption ?? '') !== '' };
}

function addEvent(id: string): AdminEvent {
  return { id, type: 'ADD', cardId: randomUUID(), code: createCode() };
}
