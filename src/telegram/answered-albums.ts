/** Far more albums than can be under way at once. */
const REMEMBERED = 1_000;

/** Which albums were answered already. */
export interface AnsweredAlbums {
  has(albumId: string): boolean;
  add(albumId: string): void;
}

/**
 * Telegram delivers the photos of an album one by one, and ten of them need one answer, not ten. In
 * memory only: a part that another process takes is answered once more, which does no harm.
 */
export function createAnsweredAlbums(): AnsweredAlbums {
  const answered = new Set<string>();
  return {
    has: (albumId) => answered.has(albumId),
    add(albumId) {
      answered.add(albumId);
      const [oldest] = answered;
      if (answered.size > REMEMBERED && oldest !== undefined) answered.delete(oldest);
    },
  };
}
