import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Picture } from '../../src/photos/picture-rows.ts';
import type { Pictures } from '../../src/photos/pictures.ts';
import { createShowables, type Showable, type Showables } from '../../src/photos/showables.ts';

const PICTURE: Picture = { shows: 'both', key: 'p', fileId: null, fileBotId: null };
const ORIGINAL = { slot: 'original', key: 'o', fileId: 'f', fileBotId: 1 };
const PACKAGED = { slot: 'packaged', key: 'c', fileId: null, fileBotId: null };
const FILE = { fileId: 'g', botId: 2 };
const { signal } = new AbortController();

const make = vi.fn<Pictures['make']>();
const bytesOf = vi.fn<Pictures['bytesOf']>();
/** The statements that were run, by name and values. */
let statements: [string, readonly unknown[]][];
let rows: Record<string, unknown[]>;
let showables: Showables;

beforeEach(() => {
  make.mockReset().mockResolvedValue(PICTURE);
  bytesOf.mockReset().mockResolvedValue(Buffer.from('picture'));
  [statements, rows] = [[], { photos_of: [ORIGINAL, PACKAGED] }];
  const run = async ({ name }: { name: string }, values: readonly unknown[]) => {
    statements.push([name, values]);
    return rows[name] ?? [];
  };
  showables = createShowables({
    database: { run } as never,
    photos: { get: async (key) => Buffer.from(`bytes of ${key}`) },
    pictures: { make, bytesOf },
  });
});

async function keysOf(picture: Picture | null): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of showables.pictureOf('1', picture)) keys.push(key);
  return keys;
}

async function firstOf(picture: Picture | null): Promise<Showable> {
  for await (const one of showables.pictureOf('1', picture)) return one;
  throw new Error('there is nothing to show');
}

describe('the picture of a card', () => {
  test('that is known costs nothing until another takes its place', async () => {
    expect(await firstOf(PICTURE)).toMatchObject({ ...PICTURE, about: { cardId: '1' } });
    expect([make.mock.calls, statements]).toEqual([[], []]);
  });

  test('is made where none is known, and its place is taken by the packaged photo first', async () => {
    expect(await keysOf(null)).toEqual(['p', 'c', 'o']);
    expect(make).toHaveBeenCalledExactlyOnceWith('1');
  });

  test('that cannot be made leaves the photos', async () => {
    make.mockResolvedValue(null);
    expect(await keysOf(null)).toEqual(['c', 'o']);
  });

  test('that is the only photo is tried once', async () => {
    rows.photos_of = [ORIGINAL];
    expect(await keysOf({ ...PICTURE, shows: 'original', key: 'o' })).toEqual(['o']);
  });

  test('of a card without photos is none', async () => {
    make.mockResolvedValue(null);
    rows = {};
    expect(await keysOf(null)).toEqual([]);
  });

  test('is known by what was noted since, is noted, and is read', async () => {
    const picture = await firstOf(PICTURE);
    expect(await picture.knownNow()).toBeNull();
    rows.picture_of = [{ ...PICTURE, fileId: 'n', fileBotId: 1 }];
    expect(await picture.knownNow()).toMatchObject({ fileId: 'n', fileBotId: 1 });
    await picture.remember(FILE);
    expect(statements.at(-1)).toEqual(['remember_picture_file_id', ['1', 'p', 'g', 2]]);
    expect(String(await picture.bytes(signal))).toBe('picture');
    expect(bytesOf).toHaveBeenCalledExactlyOnceWith('1', PICTURE, signal);
  });
});

describe('the photos of a card', () => {
  test('are shown the original one first, each by its own id and bytes', async () => {
    const photos = await showables.photosOf('1');
    expect(photos).toMatchObject([
      { shows: 'original', key: 'o', fileId: 'f', fileBotId: 1, about: { cardId: '1' } },
      { shows: 'packaged', key: 'c', fileId: null, fileBotId: null, about: { cardId: '1' } },
    ]);
    const [original] = photos;
    expect(await original?.knownNow()).toBeNull();
    expect(String(await original?.bytes(signal))).toBe('bytes of o');
    await original?.remember(FILE);
    expect(statements.at(-1)).toEqual(['remember_file_id', ['1', 'original', 'o', 'g', 2]]);
  });
});
