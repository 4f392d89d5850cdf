import type { PhotoFile } from './context.ts';

/**
 * What an admin can do, as the machine takes it. `id` names the event (one for each update); an
 * operation that it begins takes this id. `album` is Telegram's `media_group_id` of what came in an
 * album; `captioned` says that a text came with the photo, and `isCode` that a text is a verification code
 * or a link. `UNEXPECTED` is all that no step takes: stickers, voices, polls. `STALE` is a
 * press of a button of an older screen.
 */
export type AdminEvent = { id: string } & AdminAction;

type AdminAction =
  | { type: 'HOME' }
  | { type: 'ADD'; cardId: string; code: string }
  | { type: 'RESUME' }
  | { type: 'CARDS' }
  | { type: 'OLDER' }
  | { type: 'NEWER' }
  | { type: 'OPEN'; cardId: string }
  | { type: 'STATISTICS' }
  | { type: 'HELP' }
  | { type: 'PHOTO'; photo: PhotoFile; album: string | null; captioned: boolean }
  | {
      type: 'TEXT';
      text: string;
      textCharacters: number;
      line: string;
      lineCharacters: number;
      isCode: boolean;
    }
  | { type: 'SKIP' }
  | { type: 'BACK' }
  | { type: 'CANCEL' }
  | { type: 'RETRY' }
  | { type: 'CONTINUE' }
  | { type: 'DISCARD' }
  | { type: 'CONFIRM' }
  | { type: 'DEACTIVATE' }
  | { type: 'REACTIVATE' }
  | { type: 'QR' }
  | { type: 'STALE' }
  | { type: 'UNKNOWN_COMMAND' }
  | { type: 'UNEXPECTED'; album: string | null };

/** The types of all events that may come from outside; nothing else is ever fed to the machine in their place. */
export const EVENT_TYPES = [
  'HOME',
  'ADD',
  'RESUME',
  'CARDS',
  'OLDER',
  'NEWER',
  'OPEN',
  'STATISTICS',
  'HELP',
  'PHOTO',
  'TEXT',
  'SKIP',
  'BACK',
  'CANCEL',
  'RETRY',
  'CONTINUE',
  'DISCARD',
  'CONFIRM',
  'DEACTIVATE',
  'REACTIVATE',
  'QR',
  'STALE',
  'UNKNOWN_COMMAND',
  'UNEXPECTED',
] as const satisfies readonly AdminEvent['type'][];

/** Limits of the texts of a card, in characters as a person counts them. */
export const NAME_CHARACTERS = 255;
export const DESCRIPTION_CHARACTERS = 2000;
