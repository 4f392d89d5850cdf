import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { startWorkers } from '../../src/jobs/workers.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { createSessionStage } from '../support/session/session-stage.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const DAY_MS = 86_400_000;

/** A store that says of each photo that it was put there two days ago. */
function aged(store: PhotoStore): PhotoStore {
  return {
    ...store,
    async *list(prefix, options) {
      for await (const object of store.list(prefix, options)) {
        yield { ...object, lastModified: new Date(Date.now() - 2 * DAY_MS) };
      }
    },
  };
}

test('the clean-up job forgets old updates and removes old photos that nobody names, also after a time when the store was away', async (context) => {
  const stage = await createSessionStage();
  context.onTestFinished(() => stage.close());
  const { engine, database, session } = stage;
  let isAway = true;
  const photos = aged(stage.photos);
  const passing: PhotoStore = {
    ...photos,
    list(prefix, options) {
      if (isAway) throw new StorageError('store_unavailable', 'the store is away');
      return photos.list(prefix, options);
    },
  };
  await startWorkers({ engine, database, photos: passing, session });
  const bytes = randomBytes(100);
  const key = photoKey(randomUUID(), 'original', createHash('sha256').update(bytes).digest('hex'));
  await stage.photos.put(key, bytes);
  await stage.rows(
    `insert into taken_update (bot_id, update_id, taken_at)
     values (42, 1, now() - interval '26 hours'), (42, 2, now())`,
  );

  await engine.send(database.fork(), 'clean-up', 'first', {});
  await vi.waitFor(
    () => expect(stage.logged.some((line) => line.includes('store_unavailable'))).toBe(true),
    PATIENCE,
  );
  expect(await stage.rows('select update_id::int from taken_update')).toEqual([{ update_id: 2 }]);
  expect(await stage.photos.stat(key)).not.toBeNull();

  isAway = false;
  await engine.send(database.fork(), 'clean-up', 'second', {});
  await vi.waitFor(async () => expect(await stage.photos.stat(key)).toBeNull(), PATIENCE);
  await vi.waitFor(
    () => expect(stage.logged.some((line) => line.includes('"removed":1'))).toBe(true),
    PATIENCE,
  );
});
