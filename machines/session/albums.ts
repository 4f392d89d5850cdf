import type { AdminContext, NoticeCode } from './context.ts';
import type { AdminEvent } from './events.ts';

const MOST_ALBUMS = 8;

/** The key of an album. Its parts that are no photos have a key of their own, so that a video does not keep a photo of the same album from being taken. */
export function albumOf(event: AdminEvent): string | null {
  if (event.type === 'PHOTO') return event.album;
  return event.type === 'UNEXPECTED' && event.album !== null ? `other ${event.album}` : null;
}

/** The albums that a session remembers once it has met the one that an event is a part of; `told`: more of it gets no answer. */
export function rememberedAlbums(context: AdminContext, event: AdminEvent, told: boolean) {
  const id = albumOf(event);
  if (id === null) return context.albums;
  const others = context.albums.filter((album) => album.id !== id);
  return [...others, { id, told }].slice(-MOST_ALBUMS);
}

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
