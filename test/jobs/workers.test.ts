import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { OPERATION_NAMES } from '../../machines/all-parts.ts';
import { startWorkers, type WorkerDependencies } from '../../src/jobs/workers.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createHeld } from '../support/waiting/held.ts';

/** What the workers hand their jobs to, in order, with what they are given. */
const done = vi.hoisted((): unknown[][] => []);
const fail = vi.hoisted(() => new Map<string, Error>());
const hold = vi.hoisted(() => new Map<string, Promise<void>>());
const doing = vi.hoisted(() => (name: string) => async (...args: unknown[]) => {
  done.push([name, ...args.slice(1)]);
  await hold.get(name);
  const error = fail.get(name);
  if (error !== undefined) throw error;
  return name === 'cleanUpPhotos' ? 3 : undefined;
});
vi.mock('../../src/session/show.ts', () => ({ showScreen: doing('showScreen') }));
vi.mock('../../src/session/operate.ts', () => ({ operate: doing('operate') }));
vi.mock('../../src/photos/clean-up-photos.ts', () => ({ cleanUpPhotos: doing('cleanUpPhotos') }));
vi.mock('../../src/updates/finish-updates.ts', () => ({ purgeTakenUpdates: doing('purge') }));

const { signal } = new AbortController();
const KEY = { adminId: 5, child: OPERATION_NAMES[0], operation: 'op', attempt: 2 };

type Handler = (data: unknown, signal: AbortSignal) => Promise<void>;

let handlers: Record<string, Handler>;
let sent: unknown[][];
let logged: unknown[];
const metrics = createMetrics();

beforeEach(async () => {
  done.length = 0;
  fail.clear();
  hold.clear();
  [handlers, sent, logged] = [{}, [], []];
  const engine = {
    work: async (queue: string, _workers: number, schema: z.ZodType, handler: Handler) => {
      handlers[queue] = (data, given) => handler(schema.parse(data), given);
    },
    send: async (...args: unknown[]) => void sent.push(args),
    schedule: async () => {},
  };
  const database = { fork: () => 'a fork' };
  const log = { info: (about: unknown) => void logged.push(about) };
  const session = { log, metrics };
  await startWorkers({ engine, database, photos: {}, session } as unknown as WorkerDependencies);
});

const handle = (queue: string, data: unknown) => handlers[queue]?.(data, signal);

/** How many jobs of a queue are in hand, as the metrics tell it. */
async function inHand(queue: string): Promise<number | undefined> {
  const { values } = await metrics.jobsInHand.get();
  return values.find(({ labels }) => labels.queue === queue)?.value;
}

test('a screen and an operation are told the signal that ends their job', async () => {
  await handle('screen', { adminId: 5 });
  await handle('operate', KEY);
  expect(done).toEqual([
    ['showScreen', 5, signal],
    ['operate', KEY, signal],
  ]);
});

test('a job whose time has come sends the one it carries, under the key by which that is known', async () => {
  await handle('later', { queue: 'screen', data: { adminId: 5 } });
  await handle('later', { queue: 'operate', data: KEY });
  expect(sent).toEqual([
    ['a fork', 'screen', '5', { adminId: 5 }],
    ['a fork', 'operate', `5:${KEY.child}:op:2`, KEY],
  ]);
});

describe('the clean-up', () => {
  test('forgets updates before it asks the store, with the signal that ends it, and tells what it removed', async () => {
    await handle('clean-up', {});
    expect(done).toEqual([['purge'], ['cleanUpPhotos', undefined, signal]]);
    expect(logged).toEqual([{ removed: 3 }]);
  });

  test('has forgotten updates although the store is away, and says that it failed', async () => {
    fail.set('cleanUpPhotos', new Error('the store is away'));
    await expect(handle('clean-up', {})).rejects.toThrow('the store is away');
    expect(done.map(([name]) => name)).toEqual(['purge', 'cleanUpPhotos']);
  });
});

test('a job is in hand until it is over, whether it is done or fails', async () => {
  expect(await inHand('screen')).toBe(0);
  const held = createHeld();
  hold.set('showScreen', held.hold());
  const running = handle('screen', { adminId: 5 });
  expect([await inHand('screen'), await inHand('operate')]).toEqual([1, 0]);
  held.release();
  await running;
  expect(await inHand('screen')).toBe(0);
  fail.set('showScreen', new Error('cut off'));
  await expect(handle('screen', { adminId: 5 })).rejects.toThrow('cut off');
  expect(await inHand('screen')).toBe(0);
});
