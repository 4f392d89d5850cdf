import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { observePhotoStore } from '../../src/storage/observed-photo-store.ts';
import type { PhotoStore, StoredObject } from '../../src/storage/photo-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { all } from './photo-store.contract.ts';

const OBJECT: StoredObject = { key: 'key', size: 1, lastModified: null };
const BYTES = Buffer.from('photo');
const options = { signal: new AbortController().signal };

/** A store that keeps what it was asked; `failure` is what its calls throw. */
function stage(failure?: Error) {
  const asked: unknown[][] = [];
  const lines: object[] = [];
  const metrics = createMetrics();
  const call =
    (name: string, found: unknown) =>
    async (...args: unknown[]) => {
      asked.push([name, ...args]);
      if (failure !== undefined) throw failure;
      return found;
    };
  const store = {
    put: call('put', undefined),
    get: call('get', BYTES),
    stat: call('stat', { size: 1 }),
    remove: call('remove', undefined),
    async *list(...args: unknown[]) {
      asked.push(['list', ...args]);
      yield OBJECT;
    },
    check: call('check', undefined),
  } as unknown as PhotoStore;
  const log = { debug: (line: object) => lines.push(line) };
  const observed = observePhotoStore(store, { log, metrics } as unknown as Parameters<
    typeof observePhotoStore
  >[1]);
  const counted = async () => {
    const { values } = await metrics.photoStoreCallSeconds.get();
    return values
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => [labels.call, labels.outcome, value]);
  };
  return { observed, asked, lines, counted };
}

test('every call is handed on with its options, the signal among them, and answered as the store does', async () => {
  const { observed, asked } = stage();
  await observed.put('key', BYTES, { contentType: 'image/jpeg', ...options });
  expect(await observed.get('key', options)).toBe(BYTES);
  expect(await observed.stat('key', options)).toEqual({ size: 1 });
  await observed.remove('key', options);
  expect(await all(observed.list('cards/', options))).toEqual([OBJECT]);
  await observed.check(options);
  expect(asked).toEqual([
    ['put', 'key', BYTES, { contentType: 'image/jpeg', ...options }],
    ['get', 'key', options],
    ['stat', 'key', options],
    ['remove', 'key', options],
    ['list', 'cards/', options],
    ['check', options],
  ]);
});

test('each call is measured by what it was, and told', async () => {
  const { observed, lines, counted } = stage();
  await observed.get('key');
  await observed.get('key');
  await observed.check();
  expect(await counted()).toEqual([
    ['get', 'ok', 2],
    ['check', 'ok', 1],
  ]);
  expect(lines).toMatchObject([{ call: 'get' }, { call: 'get' }, { call: 'check' }]);
});

test.each([
  ['of the store', new StorageError('store_full', 'full'), 'store_full'],
  ['of ours', new TypeError('not the key of a photo'), 'fault'],
])('a failure %s is measured as well, and thrown as it is', async (_, failure, outcome) => {
  const { observed, counted } = stage(failure);
  await expect(observed.put('key', BYTES)).rejects.toBe(failure);
  expect(await counted()).toEqual([['put', outcome, 1]]);
});
