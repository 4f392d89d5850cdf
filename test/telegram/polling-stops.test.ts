import { GrammyError } from 'grammy';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Leftover } from '../../src/telegram/deferral/take-batch.ts';
import type { Intake } from '../../src/telegram/intake.ts';
import { type PollingDependencies, poll } from '../../src/telegram/polling.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

vi.mock('node:timers/promises', () => import('../support/waiting/held-pause.ts'));

/** How polling waits and ends, on a clock that the test holds. */

interface Asked {
  readonly offset: number;
  readonly limit: number;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

type Batch = readonly unknown[] | Error;

let asked: Asked[];
/** What Telegram answers, in order; a call without an answer lasts until its signal. */
let batches: (Batch | Promise<Batch>)[];
let getMe: ReturnType<typeof vi.fn<() => Promise<unknown>>>;
let onRevoked: ReturnType<typeof vi.fn<() => void>>;
let defer: ReturnType<typeof vi.fn<(leftovers: readonly Leftover[]) => Promise<void>>>;
let stopping: AbortController;
let isOver: boolean;
let confirmFails: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, batches, stopping, isOver] = [[], [], new AbortController(), false];
  confirmFails = false;
  getMe = vi.fn(async () => ({}));
  onRevoked = vi.fn();
  defer = vi.fn(async () => {});
});
afterEach(() => {
  vi.useRealTimers();
});

async function getUpdates(
  how: Omit<Asked, 'signal'>,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  asked.push({ ...how, signal });
  if (how.timeout === 0 && confirmFails) throw new Error('no answer');
  if (how.timeout === 0) return [];
  const batch = await batches.shift();
  if (batch instanceof Error) throw batch;
  if (batch !== undefined) return batch;
  return new Promise((_, fail) => {
    signal.addEventListener('abort', () => fail(new Error('aborted')));
  });
}

function begin(intake: Intake = async () => true): Promise<void> {
  const deferral = { has: () => false, defer };
  const api = { getUpdates, getMe };
  const log = pino({ level: 'silent' });
  const dependencies = { api, intake, deferral, log, onRevoked } as unknown as PollingDependencies;
  return poll(dependencies, stopping.signal).finally(() => {
    isOver = true;
  });
}

const update = (update_id: number, chat: number) => ({
  update_id,
  message: { chat: { id: chat } },
});
const settle = () => vi.advanceTimersByTimeAsync(0);
const refusal = (error_code: number) =>
  new GrammyError('no', { ok: false, error_code, description: 'no' }, 'getUpdates', {});

describe('a stop', () => {
  test('ends the call that waits for updates, and confirms what was taken', async () => {
    batches = [[update(5, 1)]];
    void begin();
    await settle();
    stopping.abort();
    await settle();
    expect(isOver).toBe(true);
    expect(asked.map(({ offset, limit, timeout }) => [offset, limit, timeout])).toEqual([
      [0, 100, 30],
      [6, 100, 30],
      [6, 1, 0],
    ]);
    expect(asked.at(-1)?.signal.aborted).toBe(false);
  });

  test('whose last call fails is one all the same: what was taken comes again, and is known', async () => {
    batches = [[update(5, 1)]];
    confirmFails = true;
    const polling = begin();
    await settle();
    stopping.abort();
    await expect(polling).resolves.toBeUndefined();
    expect(asked).toHaveLength(3);
  });

  test('confirms nothing when nothing was taken', async () => {
    void begin();
    await settle();
    stopping.abort();
    await settle();
    expect([isOver, asked.length]).toEqual([true, 1]);
  });

  test.each([
    ['Telegram is away', new Error('no answer')],
    ['another program takes the updates', refusal(409)],
  ])('is not kept waiting by the pause while %s', async (_, error) => {
    batches = [error];
    void begin();
    await settle();
    stopping.abort();
    await settle();
    expect(isOver).toBe(true);
  });

  test('is not kept waiting by the pause while the database is away', async () => {
    batches = [[update(5, 1)]];
    defer.mockRejectedValue(new Error('Connection terminated unexpectedly'));
    void begin(() => Promise.reject(new Error('Connection terminated unexpectedly')));
    await settle();
    stopping.abort();
    await settle();
    expect(isOver).toBe(true);
  });

  test('waits a moment for a slow chat, and no longer', async () => {
    batches = [[update(5, 1)]];
    void begin(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(5_000);
    stopping.abort();
    await vi.advanceTimersByTimeAsync(999);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
  });

  test('is over when all slow chats are: with one of two it is not', async () => {
    const held = [createHeld(), createHeld()];
    batches = [[update(0, 1), update(1, 2)]];
    void begin(async (raw) => {
      await held[(raw as { update_id: number }).update_id]?.hold();
      return true;
    });
    await vi.advanceTimersByTimeAsync(5_000);
    stopping.abort();
    held[0]?.release();
    await settle();
    expect(isOver).toBe(false);
    held[1]?.release();
    await settle();
    expect(isOver).toBe(true);
  });
});

describe('what is asked again', () => {
  test.each([
    ['a second after a call without an answer', new Error('no answer'), 1_000],
    ['five seconds after another program took the updates', refusal(409), 5_000],
  ])('is asked %s', async (_, error, milliseconds) => {
    batches = [error];
    void begin();
    await vi.advanceTimersByTimeAsync(milliseconds - 1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    stopping.abort();
    await settle();
  });

  test('a token that is refused once, and then is good, is no reason to end', async () => {
    batches = [refusal(401)];
    void begin();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([asked.length, isOver, getMe.mock.calls.length]).toEqual([2, false, 1]);
    stopping.abort();
    await settle();
    expect(onRevoked).not.toHaveBeenCalled();
  });

  test('a token that is refused for good ends it, without a last call', async () => {
    batches = [[update(5, 1)], refusal(401)];
    getMe.mockRejectedValue(refusal(401));
    void begin();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([isOver, asked.length, onRevoked.mock.calls.length]).toEqual([true, 2, 1]);
  });

  test('a stop while the token is doubted is a stop, and tells nobody of a token', async () => {
    batches = [[update(5, 1)], refusal(401)];
    getMe.mockRejectedValue(refusal(401));
    void begin();
    await settle();
    stopping.abort();
    await settle();
    expect([isOver, onRevoked.mock.calls.length]).toEqual([true, 0]);
    expect(asked.at(-1)).toMatchObject({ offset: 6, timeout: 0 });
  });

  test('updates that can be neither taken nor kept are asked for only when the slow chats are through', async () => {
    const held = createHeld();
    batches = [[update(1, 1), update(2, 2)]];
    defer.mockRejectedValueOnce(new Error('Connection terminated unexpectedly'));
    void begin(async (raw) => {
      if ((raw as { update_id: number }).update_id === 1) throw new Error('away');
      await held.hold();
      return true;
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    held.release();
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 1]);
    stopping.abort();
    await settle();
  });
});

describe('chats that are under way from earlier batches', () => {
  let held: Held;
  /** Takes twenty slow chats, as many as may be left; the first of them is through when `held` is. */
  async function beginWithSlowChats(next: Batch | Promise<Batch>): Promise<void> {
    held = createHeld();
    batches = [Array.from({ length: 20 }, (_, n) => update(n, n)), next];
    void begin(async (raw) => {
      if ((raw as { update_id: number }).update_id === 0) await held.hold();
      else await new Promise(() => {});
      return true;
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked.length, defer.mock.calls.length]).toEqual([2, 1]);
  }

  test('count among those that may be left: a further slow one is waited for', async () => {
    await beginWithSlowChats([update(100, 100)]);
    stopping.abort();
  });

  test('count no more when they are through', async () => {
    const next = Promise.withResolvers<Batch>();
    await beginWithSlowChats(next.promise);
    held.release();
    await settle();
    next.resolve([update(100, 100)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked.length, defer.mock.calls.length]).toEqual([3, 2]);
    stopping.abort();
  });
});
