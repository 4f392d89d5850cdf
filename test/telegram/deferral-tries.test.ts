import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createDeferral, type Deferral } from '../../src/telegram/deferral/deferral.ts';
import type { Leftover } from '../../src/telegram/deferral/take-batch.ts';
import type { Intake } from '../../src/telegram/intake.ts';
import { createHeld } from '../support/waiting/held.ts';

vi.mock('node:timers/promises', () => import('../support/waiting/held-pause.ts'));

/** How updates that are kept are tried again, on a table that the test holds and a clock of its own. */

const AWAY = new Error('Connection terminated unexpectedly');

interface Kept {
  readonly id: number;
  readonly lane: string;
  tries: number;
  seconds: number;
  isClaimed: boolean;
}

/** What is kept, in order. */
let table: Kept[];
/** What happened, in order. */
let events: string[];
/** The names of statements that fail. */
let failing: string[];
let logged: { code?: string; level: number }[];
const intake = vi.fn<Intake>();
let deferral: Deferral;

function run({ name }: { name: string }, values: unknown[]): unknown[] {
  if (failing.includes(name)) throw AWAY;
  const [, second, lanes] = values as [number, unknown, string[]];
  switch (name) {
    case 'defer_updates':
      for (const [n, id] of (second as number[]).entries()) keep(id, lanes[n] ?? '');
      events.push(`kept ${(second as number[]).join(' ')}`);
      return [];
    case 'deferred_lanes':
      return [...new Set(table.map(({ lane }) => lane))].map((lane) => ({ lane }));
    case 'claim_deferred_update': {
      const first = table.find(({ lane }) => lane === second);
      if (first === undefined) return [];
      const { id, tries, seconds, isClaimed } = first;
      if (isClaimed) return [{ updateId: id, raw: null, tries: null, seconds: null }];
      Object.assign(first, { isClaimed: true, tries: tries + 1 });
      return [{ updateId: id, raw: JSON.stringify({ id }), tries: tries + 1, seconds }];
    }
    case 'release_deferred_update':
      for (const one of table) if (one.id === second) one.isClaimed = false;
      events.push(`released ${second}`);
      return [];
    default:
      table = table.filter(({ id }) => id !== second);
      events.push(`removed ${second}`);
      return [];
  }
}

function keep(id: number, lane: string, { tries = 0, seconds = 0, isClaimed = false } = {}) {
  table.push({ id, lane, tries, seconds, isClaimed });
}

beforeEach(() => {
  vi.useFakeTimers();
  [table, events, failing, logged] = [[], [], [], []];
  intake.mockReset().mockImplementation(async (raw) => {
    events.push(`took ${(raw as { id: number }).id}`);
    return true;
  });
  const database = {
    run: async (...args: Parameters<typeof run>) => run(...args),
  } as unknown as Database;
  const write = (line: string) => void logged.push(JSON.parse(line));
  const log = pino({ level: 'debug' }, { write });
  deferral = createDeferral({ botId: 1, database, intake, log });
});
afterEach(async () => {
  const stopped = deferral.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const codes = () => logged.flatMap(({ code }) => code ?? []);

/** What a batch leaves of a chat: these updates, at these places of the batch. */
function left(lane: string, places: [id: number, place: number][], rest: Partial<Leftover> = {}) {
  const updates = places.map(([id, place]) => ({ id, place, lane, raw: { id } }));
  return { updates, ...rest } as unknown as Leftover;
}

async function start(): Promise<void> {
  await deferral.start();
  await settle();
}

describe('what several chats leave of a batch', () => {
  test('is kept in the order in which it came, whichever chat it is of', async () => {
    await deferral.defer([
      left('a', [
        [700, 0],
        [8, 3],
      ]),
      left('b', [
        [117, 1],
        [5, 2],
      ]),
    ]);
    expect(events).toEqual(['kept 700 117 5 8']);
    expect([deferral.has('a'), deferral.has('b'), deferral.has('c')]).toEqual([true, true, false]);
  });

  test('is known of no chat when it could not be kept', async () => {
    failing = ['defer_updates'];
    const kept = deferral.defer([left('a', [[1, 0]]), left('b', [[2, 1]])]);
    await expect(kept).rejects.toBe(AWAY);
    expect([deferral.has('a'), deferral.has('b'), codes()]).toEqual([false, false, []]);
  });

  test('is told once of each chat, until that is through', async () => {
    await start();
    await deferral.defer([left('a', [[1, 0]]), left('b', [[2, 1]])]);
    await deferral.defer([left('a', [[3, 0]])]);
    expect(codes()).toEqual(['update_deferred', 'update_deferred']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(codes().slice(2)).toEqual(['deferred_taken', 'deferred_taken']);
    await deferral.defer([left('a', [[4, 0]])]);
    expect(codes().slice(4)).toEqual(['update_deferred']);
  });
});

describe('a chat', () => {
  test('is taken in order, and each update is forgotten when it was taken, not before', async () => {
    keep(2, 'a');
    keep(1, 'a');
    await start();
    expect(events).toEqual(['took 2', 'removed 2', 'took 1', 'removed 1']);
    expect(deferral.has('a')).toBe(false);
  });

  test('whose first update cannot be taken keeps its others behind it, and no other chat', async () => {
    keep(1, 'a');
    keep(2, 'a');
    keep(3, 'b');
    intake.mockRejectedValueOnce(AWAY);
    await start();
    expect(events).toEqual(['took 3', 'released 1', 'removed 3']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(events.slice(3)).toEqual(['took 1', 'removed 1', 'took 2', 'removed 2']);
  });

  test('that another process tries is left alone for now', async () => {
    keep(1, 'a', { isClaimed: true });
    await start();
    expect(intake).not.toHaveBeenCalled();
    Object.assign(table[0] ?? {}, { isClaimed: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(events).toEqual(['took 1', 'removed 1']);
  });

  test('is tried at once when the first try of it, in the batch, is over', async () => {
    const held = createHeld();
    await start();
    await deferral.defer([left('a', [[1, 0]], { underWay: held.hold() })]);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(events).toEqual(['kept 1']);
    held.release();
    await settle();
    expect(events).toEqual(['kept 1', 'took 1', 'removed 1']);
  });

  test('whose first try hangs is tried beside it after a quarter of a minute', async () => {
    await start();
    await deferral.defer([left('a', [[1, 0]], { underWay: new Promise(() => {}) })]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(events).toEqual(['kept 1', 'took 1', 'removed 1']);
  });
});

describe('an update has been tried enough', () => {
  test.each([
    ['often and for long', 4, 600, true],
    ['often, and not for long', 4, 599, false],
    ['for long, and not often', 3, 600, false],
  ])('%s: %i times before, for %i seconds', async (_, tries, seconds, isOver) => {
    keep(1, 'a', { tries, seconds });
    await start();
    expect(intake).toHaveBeenCalledWith({ id: 1 }, { tries: tries + 1, isOver });
  });
});

describe('chats that other processes left', () => {
  test('are looked for every half a minute, and a second after a look that failed', async () => {
    await start();
    keep(1, 'a');
    await vi.advanceTimersByTimeAsync(29_999);
    expect(events).toEqual([]);
    failing = ['deferred_lanes'];
    await vi.advanceTimersByTimeAsync(1);
    failing = [];
    await vi.advanceTimersByTimeAsync(999);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(events).toEqual(['took 1', 'removed 1']);
  });

  test('are looked for again although the very first look failed', async () => {
    failing = ['deferred_lanes'];
    keep(1, 'a');
    await start();
    failing = [];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(events).toEqual(['took 1', 'removed 1']);
  });
});

describe('a stop', () => {
  test('begins nothing more, neither of a chat nor of the looks', async () => {
    const held = createHeld();
    keep(1, 'a');
    keep(2, 'a');
    intake.mockImplementationOnce(async () => {
      await held.hold();
      return true;
    });
    await deferral.start();
    await settle();
    const stopped = deferral.stop();
    held.release();
    await stopped;
    expect(vi.getTimerCount()).toBe(1);
    keep(3, 'b');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(events).toEqual(['removed 1']);
  });

  test('waits a second for a try that hangs', async () => {
    keep(1, 'a');
    intake.mockReturnValueOnce(new Promise(() => {}));
    await deferral.start();
    await settle();
    let isStopped = false;
    void deferral.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isStopped).toBe(true);
  });
});
