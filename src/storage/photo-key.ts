const KEY =
  /^cards\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/(?:original|packaged|picture)-([0-9a-f]{64})\.jpg$/;

/** What of a card an object can be: one of its photos, or the picture that shows both side by side. */
export type KeySlot = 'original' | 'packaged' | 'picture';

/**
 * The key of a card's photo or picture: `cards/<card id>/<slot>-<sha256>.jpg`. The same photo for the
 * same card has the same key, so storing it again leaves one object.
 *
 * @param cardId a UUID in lower case
 * @param sha256 of the stored bytes, 64 hexadecimal digits in lower case
 * @throws TypeError when these do not make a valid key
 */
export function photoKey(cardId: string, slot: KeySlot, sha256: string): string {
  return parseKey(`cards/${cardId}/${slot}-${sha256}.jpg`).key;
}

/** What keys begin with: all of them, those of a card, or less than a whole card id. */
const PREFIX = /^cards\/(?:[0-9a-f-]{1,36}(?:\/[0-9a-z.-]{0,77})?)?$/;

/**
 * Checks that keys of ours can begin like this.
 *
 * @throws TypeError when none can
 */
export function assertPrefix(prefix: string): void {
  if (!PREFIX.test(prefix)) throw new TypeError('not the beginning of the key of a photo');
}

/** Most keys that are held in memory at once while a store is compared with the rows. */
const MOST_IN_A_PART = 100_000;

/**
 * The beginnings of keys that divide so many photos into parts of at most about a hundred thousand:
 * card ids are random, so the parts are alike. One part where there are few.
 */
export function keyPrefixes(photos: number): string[] {
  let prefixes = [''];
  while (photos / prefixes.length > MOST_IN_A_PART) {
    prefixes = prefixes.flatMap((prefix) => [...'0123456789abcdef'].map((digit) => prefix + digit));
  }
  return prefixes.map((prefix) => `cards/${prefix}`);
}

/** The first and the last card id whose keys begin like this, for a prefix that {@link keyPrefixes} made. */
export function cardIdsOf(prefix: string): { first: string; last: string } {
  const given = prefix.slice('cards/'.length);
  const filled = (digit: string) =>
    given.padEnd(32, digit).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { first: filled('0'), last: filled('f') };
}

/** Whether this is a key that {@link photoKey} makes. */
export function isPhotoKey(key: string): boolean {
  return KEY.test(key);
}

/**
 * Checks that a key is one of ours (it becomes a path or a URL) and answers the hash it names.
 *
 * @throws TypeError when it is not
 */
export function parseKey(key: string): { key: string; sha256: string } {
  const sha256 = KEY.exec(key)?.[1];
  if (sha256 === undefined) throw new TypeError('not the key of a photo');
  return { key, sha256 };
}
