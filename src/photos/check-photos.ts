import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { cardIdsOf, keyPrefixes, parseKey } from '../storage/photo-key.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { readProblem } from './copy-photos.ts';
import { inParallel } from './in-parallel.ts';

const PAGE = 1_000;

const COUNT: PreparedStatement = {
  name: 'photos_count',
  text: `select (select count(*) from photo)::int
    + (select count(*) from picture where shows = 'both')::int as photos`,
};

/** By where the page begins, so the last one costs what the first does. */
const PHOTOS: PreparedStatement = {
  name: 'photos_page',
  text: `select card_id, slot, key, sha256, size from photo
         where card_id between $1 and $2 and (card_id, slot) > ($3, $4)
         order by card_id, slot limit ${PAGE}`,
};

/** The same for the pictures that are objects of their own; they are their cards' only one, so `slot` decides nothing. */
const PICTURES: PreparedStatement = {
  name: 'pictures_page',
  text: `select card_id, 'picture' as slot, key, null::text as sha256, size from picture
         where card_id between $1 and $2 and (card_id, 'picture') > ($3, $4) and shows = 'both'
         order by card_id limit ${PAGE}`,
};

/** Of these keys, those that cards name. */
const NAMED: PreparedStatement = {
  name: 'photos_named',
  text: `select given.key from unnest($1::text[]) as given (key)
         where exists (select from photo
           where card_id = split_part(given.key, '/', 2)::uuid and photo.key = given.key)
         or exists (select from picture
           where card_id = split_part(given.key, '/', 2)::uuid and picture.key = given.key)`,
};

const counted = z.tuple([z.object({ photos: z.number() })]);
const namedRows = z.array(z.object({ key: z.string() }));
const photoRows = z.array(
  z.object({
    card_id: z.string(),
    slot: z.string(),
    key: z.string(),
    /** Null: none beside that in the key. */
    sha256: z.string().nullable(),
    size: z.number(),
  }),
);
type PhotoRow = z.infer<typeof photoRows>[number];

/**
 * What is not as it should be with one key.
 * - `missing`: a card names it, and the store has no such object
 * - `wrong`: a card names it, and the object is not the photo that the card's row tells of
 * - `unnamed`: the store has it and no card names it; it may be on its way to being named, and
 *   otherwise the bot removes it when it is old enough
 */
export interface PhotoFinding {
  readonly kind: 'missing' | 'wrong' | 'unnamed';
  readonly key: string;
  /** A few words about it. */
  readonly detail: string;
}

/** How much there is, and how much of it is not as it should be. */
export type CheckCounts = Record<'rows' | 'objects' | PhotoFinding['kind'], number>;

export interface CheckOptions {
  /** Whether every object is read and its SHA-256 compared; else its size alone is. */
  readonly checksums: boolean;
  /** How many objects are read at a time. */
  readonly atATime: number;
  readonly signal: AbortSignal;
  /** Told as rows are done. `total` is how many there were at the beginning. */
  onProgress(counts: Readonly<CheckCounts>, total: number): void;
  onFinding(finding: PhotoFinding): void;
}

interface Check extends CheckOptions {
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly counts: CheckCounts;
  readonly total: number;
}

/**
 * Compares the rows that name photos with the objects in the store, both ways. Bots may go on working:
 * what looks amiss is looked at again before it is told. Holds the names of a part of the photos in
 * memory, never all of many (see {@link keyPrefixes}). Throws what the database or the store throws
 * when it fails, or the signal's reason.
 */
export async function checkPhotos(
  { database, photos }: { database: Database; photos: PhotoStore },
  options: CheckOptions,
): Promise<CheckCounts> {
  const [{ photos: total }] = counted.parse(await database.run(COUNT, []));
  const counts = { rows: 0, objects: 0, missing: 0, wrong: 0, unnamed: 0 };
  const check: Check = { ...options, database, photos, counts, total };
  options.onProgress(counts, total);
  for (const prefix of keyPrefixes(total)) {
    const objects = await objectsOf(check, prefix);
    for await (const rows of pagesOf(check, prefix)) {
      await inParallel(rows, options.atATime, (row) => compare(check, row, objects.get(row.key)));
      for (const { key } of rows) objects.delete(key);
      counts.rows += rows.length;
      options.onProgress(counts, total);
    }
    await tellUnnamed(check, objects);
  }
  return counts;
}

/** Objects first: a row that comes meanwhile names an object that may be younger than this list. */
async function objectsOf(
  { photos, counts, signal }: Check,
  prefix: string,
): Promise<Map<string, number>> {
  const objects = new Map<string, number>();
  for await (const { key, size } of photos.list(prefix, { signal })) objects.set(key, size);
  counts.objects += objects.size;
  return objects;
}

async function* pagesOf(check: Check, prefix: string): AsyncGenerator<PhotoRow[]> {
  yield* pagesFrom(check, prefix, PHOTOS);
  yield* pagesFrom(check, prefix, PICTURES);
}

async function* pagesFrom(
  { database, signal }: Check,
  prefix: string,
  statement: PreparedStatement,
): AsyncGenerator<PhotoRow[]> {
  const { first, last } = cardIdsOf(prefix);
  for (let after = { card_id: first, slot: '' }; ; ) {
    signal.throwIfAborted();
    const values = [first, last, after.card_id, after.slot];
    const rows = photoRows.parse(await database.run(statement, values));
    if (rows.length > 0) yield rows;
    const lastRow = rows.at(-1);
    if (lastRow === undefined || rows.length < PAGE) return;
    after = lastRow;
  }
}

/** @param listed the object's size, if the list had it */
async function compare(check: Check, row: PhotoRow, listed: number | undefined): Promise<void> {
  const { photos, checksums, signal } = check;
  const { key, size } = row;
  const found = listed ?? (await photos.stat(key, { signal }))?.size;
  if (found === undefined) return tellMissing(check, key);
  if (row.sha256 !== null && parseKey(key).sha256 !== row.sha256) {
    return tell(check, { kind: 'wrong', key, detail: 'its row has another SHA-256 than its key' });
  }
  if (found !== size) {
    return tell(check, { kind: 'wrong', key, detail: `${found} bytes where ${size} are right` });
  }
  if (!checksums) return;
  const problem = await readProblem(photos, key, signal);
  if (problem?.code === 'photo_missing') return tellMissing(check, key);
  if (problem !== null) tell(check, { kind: 'wrong', key, detail: 'its bytes are not the photo' });
}

/** Unless its row went meanwhile, as that of a draft may that is discarded. */
async function tellMissing(check: Check, key: string): Promise<void> {
  const [named] = await namedAmong(check, [key]);
  if (named === undefined) return;
  const [, cardId, name] = key.split('/');
  const slot = name?.split('-')[0] ?? '';
  const what = slot === 'picture' ? 'picture' : `${slot} photo`;
  tell(check, { kind: 'missing', key, detail: `the ${what} of the card ${cardId}` });
}

async function tellUnnamed(check: Check, objects: ReadonlyMap<string, number>): Promise<void> {
  const keys = [...objects.keys()];
  for (let at = 0; at < keys.length; at += PAGE) {
    const page = keys.slice(at, at + PAGE);
    const named = new Set(await namedAmong(check, page));
    for (const key of page) {
      if (named.has(key)) continue;
      tell(check, { kind: 'unnamed', key, detail: `${objects.get(key) ?? 0} bytes` });
    }
  }
}

async function namedAmong({ database }: Check, keys: readonly string[]): Promise<string[]> {
  return namedRows.parse(await database.run(NAMED, [keys])).map(({ key }) => key);
}

function tell({ counts, onFinding }: Check, finding: PhotoFinding): void {
  counts[finding.kind] += 1;
  onFinding(finding);
}
