import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PhotoStore, StoredObject } from '../storage/photo-store.ts';

/** Hours after which an object that nobody names is no longer on its way to being named. */
export const ORPHAN_AGE_HOURS = 24;

const BATCH = 500;

/** The first version of a snapshot whose session says which photos it holds. One of a version before holds those of each card that it names. */
const SAYS_WHAT_IT_HOLDS = 3;

/**
 * Of these keys, those that no card names and that none can come to name any more. The objects are at
 * least so many hours old by the store's clock and the database's (one whose age the store does not tell
 * may be young). What this finds stays true however long the removal takes, and whoever stores the same
 * photo meanwhile (it has the same key). The card and the slot stand in the key.
 *
 * - An original photo is named when its card is registered, by the wizard that holds it. Card ids are
 *   never used again, so once no session holds it, none will.
 * - A packaged photo is named when its draft becomes active, by a session that holds it: its wizard has the
 *   draft, or it has opened the draft (or is loading it). Once the card is no draft, no new session can get
 *   there, and no card becomes a draft again. That sessions are looked at all the same is for those of a
 *   version before, during an upgrade.
 * - A picture is named by whoever needs it while its card has none, at any time; and the one that is
 *   named stays. So none can come to be named once another one is, or once the card is gone: a card
 *   of that id does not come again, since a picture is drawn only of a card that is registered.
 */
const ORPHANS: PreparedStatement = {
  name: 'orphaned_photos',
  text: `
    select given.key
    from unnest($1::text[], $2::timestamptz[]) as given (key, modified),
      lateral (select split_part(given.key, '/', 2) as card_id,
                      split_part(split_part(given.key, '/', 3), '-', 1) as slot) as named,
      lateral (select exists (
        select from admin_session
        where case when version >= $4 then held_photos @> to_jsonb(card_id || '/' || slot)
          else position(card_id in snapshot::text) > 0 end) as is_held) as session
    where modified <= now() - make_interval(hours => $3)
      and not exists (
        select from photo where card_id = named.card_id::uuid and photo.key = given.key)
      and not exists (
        select from picture where card_id = named.card_id::uuid and picture.key = given.key)
      and case named.slot
        when 'picture' then exists (select from picture where card_id = named.card_id::uuid)
          or not exists (select from card where id = named.card_id::uuid)
        when 'original' then not is_held
        else not is_held and not exists (
          select from card where id = named.card_id::uuid and status = 'draft')
        end`,
};

export interface CleanUpDependencies {
  readonly database: Database;
  readonly photos: PhotoStore;
}

/**
 * Removes photos that no card names and none can come to name. Takes the objects page by page; a
 * failure leaves the rest for the next time. Returns how many were removed. Throws what the store or the database throws.
 *
 * @param olderThanHours objects younger than this stay: their row may be about to be written
 */
export async function cleanUpPhotos(
  { database, photos }: CleanUpDependencies,
  olderThanHours: number = ORPHAN_AGE_HOURS,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  for await (const batch of batches(photos.list('cards/', { signal }))) {
    const orphans = await orphansAmong(database, batch, olderThanHours);
    for (const key of orphans) await photos.remove(key, { signal });
    removed += orphans.length;
  }
  return removed;
}

async function orphansAmong(
  database: Database,
  objects: readonly StoredObject[],
  olderThanHours: number,
): Promise<string[]> {
  if (objects.length === 0) return [];
  const rows = await database.run(ORPHANS, [
    objects.map(({ key }) => key),
    objects.map(({ lastModified }) => lastModified),
    olderThanHours,
    SAYS_WHAT_IT_HOLDS,
  ]);
  return z
    .array(z.object({ key: z.string() }))
    .parse(rows)
    .map(({ key }) => key);
}

async function* batches(objects: AsyncIterable<StoredObject>): AsyncIterable<StoredObject[]> {
  let batch: StoredObject[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
