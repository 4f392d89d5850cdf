import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PhotoStore, StoredObject } from '../storage/photo-store.ts';

/** Hours after which an object that nobody names is no longer on its way to being named. */
export const ORPHAN_AGE_HOURS = 24;

const HOUR_MS = 3_600_000;
const BATCH = 500;

/**
 * Of these keys, those that no card names and no wizard may still come to name: one that has not
 * registered its card may take any original photo of it, one that has may take any packaged photo
 * until it is done. The card and the slot stand in the key.
 */
const ORPHANS: PreparedStatement = {
  name: 'orphaned_photos',
  text: `
    select given.key
    from unnest($1::text[]) as given (key),
      lateral (select split_part(given.key, '/', 2) as card_id,
                      split_part(split_part(given.key, '/', 3), '-', 1) as slot) as named
    where not exists (
        select from photo where card_id = named.card_id::uuid and photo.key = given.key)
      and not exists (
        select from admin_session, jsonb_to_record(snapshot #> '{context,card}')
          as wizard (id text, registered boolean)
        where jsonb_typeof(snapshot #> '{context,card}') = 'object'
          and wizard.id = named.card_id
          and case named.slot
            when 'original' then not wizard.registered
            else wizard.registered and snapshot #>> '{value,addCard}' is distinct from 'done'
          end)`,
};

export interface CleanUpDependencies {
  readonly database: Database;
  readonly photos: PhotoStore;
}

/**
 * Removes photos that no card and no session names. Takes the objects page by page; a failure leaves
 * the rest for the next time. Returns how many were removed. Throws what the store or the database throws.
 *
 * @param olderThanHours objects younger than this stay: their row may be about to be written
 */
export async function cleanUpPhotos(
  { database, photos }: CleanUpDependencies,
  olderThanHours: number = ORPHAN_AGE_HOURS,
  signal?: AbortSignal,
): Promise<number> {
  const newest = Date.now() - olderThanHours * HOUR_MS;
  let removed = 0;
  for await (const batch of batches(photos.list('cards/', { signal }))) {
    const old = batch.filter(({ lastModified }) => lastModified.getTime() <= newest);
    const orphans = await orphansAmong(database, old);
    for (const key of orphans) await photos.remove(key, { signal });
    removed += orphans.length;
  }
  return removed;
}

async function orphansAmong(
  database: Database,
  objects: readonly StoredObject[],
): Promise<string[]> {
  if (objects.length === 0) return [];
  const rows = await database.run(ORPHANS, [objects.map(({ key }) => key)]);
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
