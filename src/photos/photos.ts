import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PhotoSlot } from '../database/entities/card.ts';

/** A photo of a card as it is shown: the store's key, and Telegram's id for it, good for one bot. */
export const shownPhoto = z.object({
  slot: z.enum(['original', 'packaged']),
  key: z.string(),
  fileId: z.string().nullable(),
  fileBotId: z.coerce.number().nullable(),
});

export type ShownPhoto = z.infer<typeof shownPhoto>;

const PHOTOS: PreparedStatement = {
  name: 'photos_of',
  text: `select slot, key, file_id as "fileId", file_bot_id as "fileBotId"
    from photo where card_id = $1 order by slot`,
};

/** The photos of a card, the original one first. */
export async function photosOf(database: Database, cardId: string): Promise<ShownPhoto[]> {
  return z.array(shownPhoto).parse(await database.run(PHOTOS, [cardId]));
}

const REMEMBER: PreparedStatement = {
  name: 'remember_file_id',
  text: `update photo set file_id = $4, file_bot_id = $5
    where card_id = $1 and slot = $2 and key = $3`,
};

/** Notes by which id a bot can show a photo without uploading it again. */
export async function rememberFileId(
  database: Database,
  photo: { cardId: string; slot: PhotoSlot; key: string },
  file: { fileId: string; botId: number },
): Promise<void> {
  const { cardId, slot, key } = photo;
  await database.run(REMEMBER, [cardId, slot, key, file.fileId, file.botId]);
}
