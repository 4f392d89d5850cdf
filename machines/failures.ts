import type { NoticeCode } from './context.ts';

/** Photo failures that the same photo cannot mend, and the sentence each one gets. */
const PHOTO_NOTICES: Readonly<Record<string, NoticeCode>> = {
  image_broken: 'image_broken',
  image_format: 'image_format',
  image_heif: 'image_heif',
  image_ratio: 'image_ratio',
  image_too_large: 'image_too_large',
  image_too_small: 'image_too_small',
  photo_file_gone: 'photo_file_gone',
};

interface ErrorEvent {
  event: { error: unknown };
}

/** Reads the code of a failed operation from its error event; what is not in that form is `unexpected`. */
export function failureCode(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : 'unexpected';
}

/** The sentence for a photo that failed with `code` where only another photo helps; undefined where trying again may. */
export function photoNotice(code: string): NoticeCode | undefined {
  return Object.hasOwn(PHOTO_NOTICES, code) ? PHOTO_NOTICES[code] : undefined;
}

const codeOf = ({ event }: ErrorEvent) => ({ code: failureCode(event.error) });

/** Asks whether the operation failed because its card is no longer there. */
export const whenCardGone = { type: 'cardGone', params: codeOf } as const;

/** Asks whether the operation changed nothing because somebody else changed its card first. */
export const whenCardChanged = { type: 'cardChanged', params: codeOf } as const;

/** Keeps the code of the failure, for the screen that offers to try again. */
export const recordFailure = {
  type: 'fail',
  params: codeOf,
} as const;

/**
 * Where a failed photo leads: to `failed` when trying again can mend it, else back to its `step` with
 * a sentence of what is wrong. That sentence stays when more of the same album comes.
 */
export function photoFailure<S extends string, F extends string>(step: S, failed: F) {
  return [
    {
      guard: { type: 'photoUseless', params: codeOf },
      target: step,
      actions: [
        'forgetPhoto',
        'tellNoMoreOfAlbums',
        {
          type: 'note',
          params: ({ event }: ErrorEvent) => ({
            code: photoNotice(failureCode(event.error)) ?? ('image_broken' as const),
          }),
        },
      ],
    },
    { target: failed, actions: recordFailure },
  ] as const;
}
