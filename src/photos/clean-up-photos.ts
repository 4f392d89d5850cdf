import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PhotoStore, StoredObject } from '../storage/photo-store.ts';

/** Hours after which an object that nobody names is no longer on its way to being named. */
export const ORPHAN_AGE_HOURS = 24;

const BATCH = 500;

/**
 * Of these keys, those that no card names and that none can come to name any more. The objects are at
 * least so many hours old by the store's clock and the database's (one whose age the store does not tell
 * may be young). What this finds stays true however long the removal takes, and whoever stores the same
 * photo meanwhile (it has the same key). The card and the slot stand in the key.
 *
 * - An original photo is named when its card is registered: by the wizard that holds the card and has
 *   not registered it. Card ids are never used again, so once no such wizard is there, none will be.
 * - A packaged photo can be named only by a session whose wizard holds the registered card, or that has
 *   opened the card as a draft (or is loading it). Once the card is no draft, no new session can get
 *   there, and no card becomes a draft again. A wizard names it only together with the card's way from draft to active;
 *   that sessions are looked at all the same is for those of the version before, during an upgrade.
 * - A picture is named by whoever needs it while its card has none, at any time; and the one that is
 *   named stays. So none can come to be named once another one is, or once the card is gone: a card
 *   of that id does not come again, since a picture is drawn only of a card that is registered.
 */
const ORPHANS: PreparedStatement = {
  name: 'orphaned_photos',
  text: `
    with session as (
      select wizard.id as card_id, wizard.registered,
             snapshot #>> '{value,addCard}' is distinct from 'done' as is_at_work,
             snapshot #>> '{context,openedId}' as opened_id,
             coalesce(snapshot #>> '{context,opened,status}', 'draft') = 'draft' as may_continue
      from admin_session, jsonb_to_record(
        case jsonb_typeof(snapshot #> '{context,card}')
          when 'object' then snapshot #> '{context,card}' else '{}' end
      ) as wizard (id text, registered boolean)
    )
    select given.key
    from unnest($1::text[], $2::timestamptz[]) as given (key, modified),
      lateral (select split_part(given.key, '/', 2) as card_id,
                      split_part(split_part(given.key, '/', 3), '-', 1) as slot) as named
    where modified <= now() - make_interval(hours => $3)
      and not exists (
        select from photo where card_id = named.card_id::uuid and photo.key = given.key)
      and not exists (
        select from picture where card_id = named.card_id::uuid and picture.key = given.key)
      and case named.slot
        when 'picture' then exists (select from picture where card_id = named.card_id::uuid)
          or not exists (select from card where id = named.card_id::uuid)
        when 'original' then not exists (
          select from session where card_id = named.card_id and not registered)
        else not exists (
            select from card where id = named.card_id::uuid and status = 'draft')
          and not exists (
            select from session
            where card_id = named.card_id and registered and is_at_work
               or opened_id = named.card_id and may_continue)
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
