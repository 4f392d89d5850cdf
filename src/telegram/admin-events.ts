import { randomUUID } from 'node:crypto';
import type { PhotoFile } from '../../machines/context.ts';
import type { AdminEvent } from '../../machines/events.ts';
import { createCode } from '../codes/verification-code.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { countCharacters } from '../text/graphemes.ts';
import type { ButtonPress } from './callback-data.ts';
import type { TelegramMessage } from './update-schema.ts';

const IMAGE_TYPE = /^image\/(jpeg|png|webp)$/i;
const IMAGE_NAME = /\.(jpe?g|png|webp)$/i;

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

/** The event of anything that is not a command: a text, a photo, an image file, or what no step takes. */
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
    };
  }
  const photo = photoOf(message);
  const album = message.media_group_id ?? null;
  return photo === null ? { id, type: 'UNEXPECTED', album } : { id, type: 'PHOTO', photo, album };
}

function addEvent(id: string): AdminEvent {
  return { id, type: 'ADD', cardId: randomUUID(), code: createCode() };
}

function photoOf({ photo, document }: TelegramMessage): PhotoFile | null {
  const largest = photo?.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1);
  if (largest !== undefined) {
    return { fileId: largest.file_id, kind: 'photo', size: largest.file_size ?? null };
  }
  if (document === undefined) return null;
  const isImage =
    IMAGE_TYPE.test(document.mime_type ?? '') || IMAGE_NAME.test(document.file_name ?? '');
  if (!isImage) return null;
  return { fileId: document.file_id, kind: 'document', size: document.file_size ?? null };
}
