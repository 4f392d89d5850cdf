import type { NoticeCode } from './context.ts';

/** Answers input that this state does not take with the notice `code`; of an album only the first part is answered. */
export function refused<C extends NoticeCode>(code: C) {
  return [
    { guard: 'albumTold' },
    { actions: ['rememberRefusedAlbum', { type: 'note', params: { code } }] },
  ] as const;
}

/** A photo where none is wanted gets the notice once; the other parts of its album get none. */
export function refusedPhoto<C extends NoticeCode>(code: C) {
  return [
    { guard: 'albumTold' },
    { guard: 'albumKnown', actions: 'tellAlbum' },
    { actions: ['rememberRefusedAlbum', { type: 'note', params: { code } }] },
  ] as const;
}

/**
 * A photo that is wanted begins an operation at `target`; of an album only the first part does. Where a text
 * came with it, the next screen says that it was not kept.
 */
export function photoTaken<T extends string>(target: T) {
  return [
    { guard: 'albumTold' },
    { guard: 'albumKnown', actions: 'tellAlbum' },
    {
      guard: 'captioned',
      target,
      actions: [
        'rememberAlbum',
        'takePhoto',
        'begin',
        { type: 'note', params: { code: 'caption_dropped' } },
      ],
    },
    { target, actions: ['rememberAlbum', 'takePhoto', 'begin'] },
  ] as const;
}
