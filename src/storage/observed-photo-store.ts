import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { PhotoStore } from './photo-store.ts';
import { StorageError } from './storage-error.ts';

/**
 * Measures each call of a photo store, with all its attempts, and leaves a line in the log. The
 * outcome is `ok`, the code of the `StorageError`, or `fault` for anything else. Listing is not
 * measured: it takes as long as its reader.
 */
export function observePhotoStore(
  store: PhotoStore,
  { log, metrics }: { log: Logger; metrics: Pick<Metrics, 'photoStoreCallSeconds'> },
): PhotoStore {
  const observed = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    let outcome = 'ok';
    try {
      return await work();
    } catch (error) {
      outcome = error instanceof StorageError ? error.code : 'fault';
      throw error;
    } finally {
      const seconds = (performance.now() - began) / 1000;
      metrics.photoStoreCallSeconds.observe({ call, outcome }, seconds);
      log.debug({ call, outcome, ms: Math.round(seconds * 1000) }, 'the photo store was called');
    }
  };
  return {
    put: (key, bytes, options) => observed('put', () => store.put(key, bytes, options)),
    get: (key, options) => observed('get', () => store.get(key, options)),
    stat: (key, options) => observed('stat', () => store.stat(key, options)),
    remove: (key, options) => observed('remove', () => store.remove(key, options)),
    list: (prefix, options) => store.list(prefix, options),
    check: (options) => observed('check', () => store.check(options)),
  };
}
