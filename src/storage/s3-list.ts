import { XMLParser } from 'fast-xml-parser';
import type { Client } from 'minio';
import { z } from 'zod';
import { assertPrefix, isPhotoKey } from './photo-key.ts';
import { readLimited } from './s3-read.ts';
import { StorageError } from './storage-error.ts';

/** One object of a list; what the server does not tell, or not in a form that can be read, is null. */
export type ListedObject = {
  readonly key: string;
  readonly size: number | null;
  readonly lastModified: Date | null;
};

/** Where a page of a list begins: at a token that the server gave, or behind a key; null: at the beginning. */
export type ListPosition = { readonly token: string } | { readonly after: string } | null;

/** A page of a list, and where the next one begins; `next` null: it was the last one. */
export type ListPage = {
  readonly objects: readonly ListedObject[];
  readonly next: ListPosition;
};

/** Objects per page; the most that S3 gives. */
const PAGE = 1000;

/** More than a thousand keys, each of the 1,024 bytes that S3 allows and escaped, take. */
const LARGEST_PAGE_BYTES = 8 * 1024 * 1024;

/** Everything stays a text (a token of digits alone is no number); keys of ours have nothing that is escaped. */
const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  isArray: (name) => name === 'Contents',
});

const text = z.string().optional().catch(undefined);
const listed = z.object({
  ListBucketResult: z.preprocess(
    // An element without anything in it is read as an empty text.
    (value) => (value === '' ? {} : value),
    z.object({
      IsTruncated: text,
      NextContinuationToken: text,
      Contents: z.array(z.object({ Key: z.string(), Size: text, LastModified: text })).default([]),
    }),
  ),
});

/**
 * Reads a page of the objects whose keys begin with `prefix`. Of the answer only the keys are relied
 * on: servers leave out sizes, dates and tokens, and some know no more than the first version of
 * lists, whose next page begins behind the last key.
 *
 * Source: Amazon S3, ListObjectsV2 and ListObjects.
 *
 * @throws Error when the answer is no list, or what the client throws
 */
export async function readPage(
  client: Client,
  { bucket, prefix, at }: { bucket: string; prefix: string; at: ListPosition },
): Promise<ListPage> {
  const begin =
    at === null ? {} : 'token' in at ? { 'continuation-token': at.token } : behind(at.after);
  const query = queryOf({ 'list-type': '2', 'max-keys': String(PAGE), prefix, ...begin });
  const response = await client.makeRequestAsync({ method: 'GET', bucketName: bucket, query });
  const body = await readLimited(response, LARGEST_PAGE_BYTES);
  const { ListBucketResult: page } = listed.parse(parser.parse(body.toString()));
  const objects = page.Contents.map(({ Key, Size, LastModified }) => ({
    key: plain(Key),
    size: sizeOf(Size),
    lastModified: dateOf(LastModified),
  }));
  return { objects, next: nextOf(page, objects.at(-1)?.key) };
}

/** Some servers encode keys without being asked, even their slashes. */
function plain(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** As the second version of lists has it, and as the first one does. */
function behind(key: string): Record<string, string> {
  return { 'start-after': key, marker: key };
}

/** In the order and the encoding that the signature asks for. Source: Amazon S3, Signature Version 4. */
function queryOf(fields: Readonly<Record<string, string>>): string {
  const encoded = (value: string) =>
    encodeURIComponent(value).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encoded(value)}`);
  return pairs.toSorted().join('&');
}

function nextOf(
  { IsTruncated, NextContinuationToken: token }: z.infer<typeof listed>['ListBucketResult'],
  last: string | undefined,
): ListPosition {
  if (IsTruncated?.toLowerCase() !== 'true') return null;
  if (token) return { token };
  if (last === undefined) throw endless();
  return { after: last };
}

/** The size that a header or a list names, in bytes; null unless it is a whole number. */
export function sizeOf(told: string | undefined): number | null {
  return told !== undefined && /^\d{1,15}$/.test(told) ? Number(told) : null;
}

function dateOf(told: string | undefined): Date | null {
  const date = new Date(told ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * Goes through all pages. Objects that are no photos of ours are left out.
 *
 * @throws StorageError `store_corrupt` when a page begins where an earlier one did: half a list must not be taken for a whole one
 */
export async function* listPages(
  prefix: string,
  read: (at: ListPosition) => Promise<ListPage>,
): AsyncGenerator<ListedObject> {
  assertPrefix(prefix);
  const seen = new Set<string>();
  for (let at: ListPosition = null; ; ) {
    const page: ListPage = await read(at);
    for (const object of page.objects) {
      if (isPhotoKey(object.key) && object.key.startsWith(prefix)) yield object;
    }
    if (page.next === null) return;
    const name = JSON.stringify(page.next);
    if (seen.has(name)) throw endless();
    seen.add(name);
    at = page.next;
  }
}

function endless(): StorageError {
  return new StorageError(
    'store_corrupt',
    'The photo store gives a list that does not end: it begins again where it was.',
  );
}
