import type { NoticeCode } from '../../session/context.ts';
import { codeOf, failureCode, recordFailure } from '../../session/failures.ts';

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

/** The sentence for a photo that failed with `code` where only another photo helps; undefined where trying again may. */
export function photoNotice(code: string): NoticeCode | undefined {
  return Object.hasOwn(PHOTO_NOTICES, code) ? PHOTO_NOTICES[code] : undefined;
}

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
          params: ({ event }: { event: { error: unknown } }) => ({
            code: photoNotice(failureCode(event.error)) ?? ('image_broken' as const),
          }),
        },
      ],
    },
    { target: failed, actions: recordFailure },
  ] as const;
}
