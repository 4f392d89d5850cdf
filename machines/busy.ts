import { refused, refusedPhoto } from './albums.ts';
import type { AdminEvent } from './events.ts';

const stillSaving = { actions: { type: 'note', params: { code: 'still_saving' } } } as const;

/**
 * What every event does while an operation that changes something is under way: it is told "still
 * saving" and changes nothing. Only `CANCEL` is left out: each busy state says itself what it means there.
 */
export const stillSavingHandlers = {
  HOME: stillSaving,
  ADD: stillSaving,
  RESUME: stillSaving,
  CARDS: stillSaving,
  OLDER: stillSaving,
  NEWER: stillSaving,
  OPEN: stillSaving,
  STATISTICS: stillSaving,
  HELP: stillSaving,
  PHOTO: refusedPhoto('still_saving'),
  TEXT: stillSaving,
  SKIP: stillSaving,
  BACK: stillSaving,
  RETRY: stillSaving,
  CONTINUE: stillSaving,
  DISCARD: stillSaving,
  CONFIRM: stillSaving,
  DEACTIVATE: stillSaving,
  REACTIVATE: stillSaving,
  QR: stillSaving,
  STALE: stillSaving,
  UNKNOWN_COMMAND: stillSaving,
  UNEXPECTED: refused('still_saving'),
} as const satisfies Record<Exclude<AdminEvent['type'], 'CANCEL'>, unknown>;
