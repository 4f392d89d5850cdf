import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { type KeySlot, photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { jpeg } from '../support/data/pictures.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import {
  addCard,
  createSessionStage,
  photo,
  type SessionStage,
  text,
} from '../support/session/session-stage.ts';

const SKIP = { type: 'SKIP' } as const;

/** What the clean-up promises, whatever the photos are kept in. */
function testCleanUp(openStore: () => Promise<PhotoStore | undefined>): void {
  let stage: SessionStage | undefined;
  let store: PhotoStore;

  beforeAll(async () => {
    const photoStore = await openStore();
    if (photoStore === undefined) return;
    await photoStore.check();
    store = photoStore;
    stage = await createSessionStage({ photoStore });
    for (const colour of ['tomato', 'teal', 'orange']) {
      stage.files.held.set(colour, await jpeg(colour, { width: 80, height: 112 }));
    }
  });
  afterAll(() => stage?.close());
  beforeEach((context) => {
    if (stage === undefined) context.skip(NO_MINIO);
  });

  function here(): SessionStage {
    if (stage === undefined) throw new Error(NO_MINIO);
    return stage;
  }

  const cleanUp = (hours?: number) =>
    cleanUpPhotos({ database: here().database, photos: store }, hours);

  async function orphan(cardId: string, slot: KeySlot = 'original'): Promise<string> {
    const bytes = randomBytes(100);
    const key = photoKey(cardId, slot, createHash('sha256').update(bytes).digest('hex'));
    await store.put(key, bytes);
    return key;
  }

  /** The slots of a card's objects that are in the store, each as often as it is there. */
  async function slotsOf(cardId: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of store.list(`cards/${cardId}/`)) found.push(key);
    return found.map((key) => key.split('/')[2]?.split('-')[0] ?? '').toSorted();
  }

  test('removes what nobody names, once it is old enough, and says how much', async () => {
    const cardId = randomUUID();
    await cleanUp(0);
    await orphan(cardId);
    await orphan(cardId, 'packaged');
    expect(await cleanUp()).toBe(0);
    expect(await slotsOf(cardId)).toEqual(['original', 'packaged']);
    expect(await cleanUp(0)).toBe(2);
    expect(await slotsOf(cardId)).toEqual([]);
  });

  test('keeps what cards name, and nothing else of them', async () => {
    const card = addCard();
    const admin = here().newAdmin();
    await here().go(admin, card, photo('tomato'), text('Dragon'), SKIP, photo('teal'));
    await orphan(card.cardId);
    await orphan(card.cardId, 'packaged');
    expect(await cleanUp(0)).toBe(2);
    const named = await here().rows<{ key: string }>('select key from photo where card_id = ?', [
      card.cardId,
    ]);
    expect(named).toHaveLength(2);
    for (const { key } of named) expect(await store.get(key)).toBeInstanceOf(Buffer);
  });

  test('keeps every original photo of a wizard that has not registered its card', async () => {
    const card = addCard();
    const admin = here().newAdmin();
    const back = { type: 'BACK' } as const;
    await here().go(admin, card, photo('tomato'), back, photo('orange'), text('Dragon'));
    await orphan(card.cardId, 'packaged');
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual(['original', 'original']);

    await here().go(admin, SKIP);
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual(['original']);
  });

  test('keeps a packaged photo whose result is still to be written', async () => {
    const card = addCard();
    const admin = here().newAdmin();
    await here().go(admin, card, photo('tomato'), text('Dragon'), SKIP);
    await here().take(admin, photo('teal'));
    await orphan(card.cardId, 'packaged');
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual(['original', 'packaged']);

    await here().operateAll(admin);
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual(['original', 'packaged', 'picture']);
    const [row] = await here().rows<{ key: string }>(
      "select key from photo where card_id = ? and slot = 'packaged'",
      [card.cardId],
    );
    expect(await store.stat(row?.key ?? '')).not.toBeNull();
  });

  test('removes the photos of a wizard that was cancelled, and of a draft that was discarded', async () => {
    const cancelled = addCard();
    const admin = here().newAdmin();
    await here().go(admin, cancelled, photo('tomato'), { type: 'CANCEL' });
    const draft = addCard();
    await here().go(admin, draft, photo('tomato'), text('Dragon'), SKIP, { type: 'CANCEL' });
    await cleanUp(0);
    expect(await slotsOf(cancelled.cardId)).toEqual([]);
    expect(await slotsOf(draft.cardId)).toEqual(['original']);

    await here().rows('delete from card where id = ?', [draft.cardId]);
    await cleanUp(0);
    expect(await slotsOf(draft.cardId)).toEqual([]);
  });

  /** A card whose packaged photo was stored and came to nothing: a draft, with an object that no row names. */
  async function draftWithUnnamedPhoto(admin: number): Promise<string> {
    const card = addCard();
    const { staged, go } = here();
    await go(admin, card, photo('tomato'), text('Dragon'), SKIP);
    staged.replace('storePackaged', async (input, context, real) => {
      await real(input, context);
      throw new StorageError('store_unavailable', 'stored, and the answer was lost');
    });
    await go(admin, photo('teal'), { type: 'CANCEL' });
    staged.reset();
    expect(await slotsOf(card.cardId)).toEqual(['original', 'packaged', 'picture']);
    return card.cardId;
  }

  /** The store, with something that happens after the clean-up chose what to remove and before it removes it. */
  function holdingRemovals(meanwhile: () => Promise<void>): PhotoStore {
    let happened: Promise<void> | undefined;
    return {
      ...store,
      async remove(key, options) {
        happened ??= meanwhile();
        await happened;
        await store.remove(key, options);
      },
    };
  }

  /** The rows of a card's photos name these slots, and objects that are there. */
  async function expectNamedPhotos(cardId: string, slots: readonly string[]): Promise<void> {
    const named = await here().rows<{ slot: string; key: string }>(
      'select slot, key from photo where card_id = ? order by slot',
      [cardId],
    );
    expect(named.map(({ slot }) => slot)).toEqual(slots);
    for (const { key } of named) expect(await store.stat(key)).not.toBeNull();
  }

  const open = (cardId: string) => ({ type: 'OPEN', cardId }) as const;
  const CONTINUE = { type: 'CONTINUE' } as const;

  test('spares the photo of a draft that is gone on with between its look and its removal', async () => {
    const admin = here().newAdmin();
    const cardId = await draftWithUnnamedPhoto(admin);
    await orphan(randomUUID());
    const photos = holdingRemovals(() => here().go(admin, open(cardId), CONTINUE, photo('teal')));
    await cleanUpPhotos({ database: here().database, photos }, 0);
    await expectNamedPhotos(cardId, ['original', 'packaged']);
  });

  test('spares what names a card, where one admin sees it as a draft after another has finished it', async () => {
    const [one, other] = [here().newAdmin(), here().newAdmin()];
    const cardId = await draftWithUnnamedPhoto(one);
    await here().go(other, open(cardId));
    await here().go(one, open(cardId), CONTINUE, photo('orange'));
    await orphan(randomUUID());
    const photos = holdingRemovals(() => here().go(other, CONTINUE, photo('teal')));
    await cleanUpPhotos({ database: here().database, photos }, 0);
    await expectNamedPhotos(cardId, ['original', 'packaged']);
  });

  test('spares the photo of a card that an admin is just opening, who may have read it as a draft', async () => {
    const [one, other] = [here().newAdmin(), here().newAdmin()];
    const cardId = await draftWithUnnamedPhoto(one);
    await here().take(other, open(cardId));
    await here().go(one, open(cardId), CONTINUE, SKIP, open(cardId));
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual(['original', 'packaged']);
    await here().operateAll(other);
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual(['original']);
  });

  test('removes the unnamed photo of a card once nobody can name it any more', async () => {
    const [one, other] = [here().newAdmin(), here().newAdmin()];
    const cardId = await draftWithUnnamedPhoto(one);
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual(['original', 'packaged', 'picture']);
    await here().go(other, open(cardId));
    await here().go(one, open(cardId), CONTINUE, SKIP, open(cardId));
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual(['original', 'packaged']);
    await here().go(other, open(cardId));
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual(['original']);
  });

  test('is not stopped by a broken session of an older version', async () => {
    await here().go(here().newAdmin(), addCard());
    await here().rows("update admin_session set version = 2, snapshot = '7'");
    const cardId = randomUUID();
    await orphan(cardId);
    await cleanUp(0);
    expect(await slotsOf(cardId)).toEqual([]);
    await here().rows('delete from admin_session');
  });

  test('keeps what a session of an older version may name, which does not say what it holds', async () => {
    const admin = here().newAdmin();
    const card = addCard();
    await here().go(admin, card, photo('tomato'));
    const older = 'update admin_session set version = ?, held_photos = ? where admin_id = ?';
    await here().rows(older, [2, '[]', admin]);
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual(['original']);

    await here().rows(older, [SNAPSHOT_VERSION, '[]', admin]);
    await cleanUp(0);
    expect(await slotsOf(card.cardId)).toEqual([]);
    await here().rows('delete from admin_session where admin_id = ?', [admin]);
  });

  test('takes nothing from wizards that run at the same time', async () => {
    let running = true;
    const cleaning = (async () => {
      while (running) await cleanUp(0);
    })();
    const cards = Array.from({ length: 6 }, () => addCard());
    const walks = cards.map((card) =>
      here().go(here().newAdmin(), card, photo('tomato'), text('Dragon'), SKIP, photo('teal')),
    );
    await Promise.all(walks).finally(() => {
      running = false;
    });
    await cleaning;
    for (const { cardId } of cards)
      expect(await slotsOf(cardId)).toEqual(['original', 'packaged', 'picture']);
    const active = "select 1 from card where status = 'active' and id = any (?)";
    const ids = `{${cards.map(({ cardId }) => cardId).join(',')}}`;
    expect(await here().rows(active, [ids])).toHaveLength(cards.length);
  });
}

describe('the clean-up of photos in files', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cardseal-clean-up-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  testCleanUp(async () => createFilePhotoStore(dir));
});

describe('the clean-up of photos on a real S3 server', () => {
  let server: MinioServer | undefined;

  afterAll(() => server?.stop());

  testCleanUp(async () => {
    const binary = await findMinio();
    if (binary === undefined) return undefined;
    server = await startMinio(binary);
    return createS3PhotoStore(server.config, pino({ level: 'silent' }));
  });
});
