import type { NoticeCode } from './context.ts';
import { failureCode } from './setup.ts';

/** Photo failures that the same photo cannot mend, and the sentence each one gets. */
const PHOTO_NOTICES: Readonly<Record<string, NoticeCode>> = {
  image_broken: 'image_broken',
  image_format: 'image_format',
  image_ratio: 'image_ratio',
  image_too_large: 'image_too_large',
  image_too_small: 'image_too_small',
  photo_file_gone: 'photo_file_gone',
};

interface ErrorEvent {
  event: { error: unknown };
}

/** Keeps the code of the failure, for the screen that offers to try again. */
export const recordFailure = {
  type: 'fail',
  params: ({ event }: ErrorEvent) => ({ code: failureCode(event.error) }),
} as const;

/**
 * Where a failed photo leads: to `failed` when trying again can mend it, else back to its `step` with
 * a sentence of what is wrong. That sentence stays when more of the same album comes.
 */
export function photoFailure<S extends string, F extends string>(step: S, failed: F) {
  return [
    {
      guard: ({ event }: ErrorEvent) => Object.hasOwn(PHOTO_NOTICES, failureCode(event.error)),
      target: step,
      actions: [
        'forgetPhoto',
        'tellNoMoreOfAlbums',
        {
          type: 'note',
          params: ({ event }: ErrorEvent) => ({
            code: PHOTO_NOTICES[failureCode(event.error)] ?? ('image_broken' as const),
          }),
        },
      ],
    },
    { target: failed, actions: recordFailure },
  ] as const;
}
