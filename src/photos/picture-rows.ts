import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';

/** What a verdict shows of a card: both photos side by side, or the only one; and Telegram's id for it, good for one bot. */
export const picture = z.object({
  shows: z.enum(['both', 'original', 'packaged']),
  key: z.string(),
  fileId: z.string().nullable(),
  fileBotId: z.coerce.number().nullable(),
});

export type Picture = z.infer<typeof picture>;

/** A picture of both photos that was drawn and stored; `size` in bytes. */
export interface NewPicture {
  readonly key: string;
  readonly size: number;
}

const READ: PreparedStatement = {
  name: 'picture_of',
  text: `select shows, key, file_id as "fileId", file_bot_id as "fileBotId"
    from picture where card_id = $1`,
};

/** The picture that is known of a card; null: none yet. */
export async function knownPicture(database: Database, cardId: string): Promise<Picture | null> {
  const [row] = await database.run(READ, [cardId]);
  return row === undefined ? null : picture.parse(row);
}

/**
 * Names a card's picture. Of a draft none is named, since its photos are not settled; and a card that
 * has one keeps it.
 */
export async function namePicture(
  em: EntityManager,
  cardId: string,
  { key, size }: NewPicture,
): Promise<void> {
  await em.execute(
    `insert into picture (card_id, shows, key, size)
     select id, 'both', ?, ? from card where id = ? and status <> 'draft'
     on conflict do nothing`,
    [key, size, cardId],
  );
}

/** The same for a card with one photo, which is its picture; for any other nothing happens. */
export async function nameOnlyPhoto(em: EntityManager, cardId: string): Promise<void> {
  await em.execute(
    `insert into picture (card_id, shows, key, size, file_id, file_bot_id)
     select card_id, slot, key, photo.size, file_id, file_bot_id
     from photo join card on card.id = card_id and status <> 'draft'
     where card_id = ? and (select count(*) from photo as each where each.card_id = card.id) = 1
     on conflict do nothing`,
    [cardId],
  );
}

const REMEMBER: PreparedStatement = {
  name: 'remember_picture_file_id',
  text: 'update picture set file_id = $3, file_bot_id = $4 where card_id = $1 and key = $2',
};

/** Notes by which id a bot can show a picture without uploading it again. */
export async function rememberPictureFileId(
  database: Database,
  { cardId, key }: { cardId: string; key: string },
  file: { fileId: string; botId: number },
): Promise<void> {
  await database.run(REMEMBER, [cardId, key, file.fileId, file.botId]);
}
