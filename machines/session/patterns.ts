import { refused, refusedPhoto } from './albums.ts';
import type { NoticeCode } from './context.ts';

/** Answers an event with a notice, and stays. */
export function note<C extends NoticeCode>(code: C) {
  return { actions: { type: 'note', params: { code } } } as const;
}

/**
 * What a state that asks for a photo answers to all else that may be sent. The photo itself is the
 * state's own to take.
 */
export const askingForPhoto = {
  TEXT: note('photo_wanted'),
  UNEXPECTED: refused('photo_wanted'),
} as const;

/** What a state that asks for a text answers to all else that may be sent. The text itself is the state's own to take. */
export const askingForText = {
  PHOTO: refusedPhoto('text_wanted'),
  UNEXPECTED: refused('text_wanted'),
} as const;

/** A state that waits for an operation. One that only reads answers nothing itself: whatever the admin does leads away from it. */
export const waiting = { tags: 'busy', exit: 'clearSaving' } as const;

/**
 * What every event does while an operation that changes something is under way: it is told "still
 * saving" and changes nothing. `CANCEL` is to be answered by the state itself, which alone knows what it means there.
 */
export const stillSaving = {
  PHOTO: refusedPhoto('still_saving'),
  UNEXPECTED: refused('still_saving'),
  '*': { guard: 'isOfAdmin', ...note('still_saving') },
} as const;

/** A state in which an operation has failed. */
export const failed = { tags: 'failed', exit: 'clear' } as const;

/** Begins the operation that failed once more, at `target`. */
export function retry<T extends string>(target: T) {
  return { target, actions: 'beginAgain' } as const;
}

/** What was to be read at `loading`, and could not be, for a part that one comes to from home. */
export const readingFailed = {
  ...failed,
  on: { RETRY: retry('loading'), BACK: { target: '#admin.home' } },
} as const;
