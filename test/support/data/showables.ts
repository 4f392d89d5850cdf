import type { Showable } from '../../../src/photos/showables.ts';

/**
 * Something of a card that the bot with the id 1 has uploaded before, as `id of <key>`.
 *
 * @param note is told the id of each upload
 * @param more what is otherwise than that
 */
export function showable(
  key: string,
  shows: Showable['shows'],
  note: (file: { fileId: string; botId: number }) => unknown,
  more: Partial<Showable> = {},
): Showable {
  return {
    ...{ shows, key, fileId: `id of ${key}`, fileBotId: 1, about: { cardId: 'c' } },
    knownNow: async () => null,
    remember: async (file) => void note(file),
    bytes: async () => Buffer.from(key),
    ...more,
  };
}
