import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Deferral } from '../../src/telegram/deferral/deferral.ts';
import type { Intake } from '../../src/telegram/intake.ts';
import { poll } from '../../src/telegram/polling.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { scriptTelegram } from '../support/playground/scripted-telegram.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { createHeld } from '../support/waiting/held.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

/** An update of a chat; the smallest that polling looks at. */
function update(update_id: number, chat: number) {
  return { update_id, message: { chat: { id: chat } } };
}

type Keep = Pick<Deferral, 'has' | 'defer'>;

/** A deferral whose database is away. */
const AWAY: Keep = {
  has: () => false,
  defer: () => Promise.reject(new Error('Connection terminated unexpectedly')),
};

/** One that keeps what it is given; `kept` has the ids of each call, in order. */
function keeping(): Keep & { readonly kept: number[][] } {
  const lanes = new Set<string>();
  const kept: number[][] = [];
  return {
    kept,
    has: (lane) => lanes.has(lane),
    async defer(leftovers) {
      const updates = leftovers.flatMap((left) => left.updates);
      for (const { lane } of updates) lanes.add(lane);
      kept.push(updates.map(({ id }) => id));
    },
  };
}

/** Polls a Telegram that has these batches to give; returns the offsets it is asked with. */
async function offsetsFor(
  batches: readonly (readonly unknown[])[],
  intake: Intake,
  deferral: Keep = AWAY,
): Promise<() => unknown[]> {
  const telegram = await scriptTelegram({
    getUpdates: ({ parameters }, before) => {
      const isLast = parameters.timeout === 0;
      return isLast || before < batches.length ? { result: batches[before] ?? [] } : 'hang';
    },
  });
  const api = createTelegramApi({ ...telegram, observe: () => {} }, OPEN_GATE);
  const stopping = new AbortController();
  const log = pino({ level: 'silent' });
  const polling = poll({ api, intake, deferral, log, onRevoked: () => {} }, stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await polling;
  });
  return () => telegram.callsOf('getUpdates').map(({ parameters }) => parameters.offset);
}

const takeAll: Intake = async () => true;

/** Takes all but these, as while the database is away. */
function takeAllBut(...ids: readonly number[]): Intake {
  return async (raw) => {
    const { update_id } = raw as { update_id: number };
    if (ids.includes(update_id)) throw new Error('Connection terminated unexpectedly');
    return true;
  };
}

test.each([
  ['that rise', [[update(5, 1)], [update(6, 1)]], [0, 6, 7]],
  [
    'that begin anew below',
    [[update(700, 1)], [update(117, 1)], [update(118, 1)]],
    [0, 701, 118, 119],
  ],
  ['that begin anew above', [[update(117, 1)], [update(700, 1)]], [0, 118, 701]],
  ['that begin anew within a batch', [[update(700, 1), update(117, 2)]], [0, 118]],
  [
    'that begin anew a second time',
    [[update(700, 1)], [update(50, 1)], [update(9, 1)]],
    [0, 701, 51, 10],
  ],
])('the offset follows ids %s', async (_, batches, expected) => {
  const offsets = await offsetsFor(batches, takeAll);
  await eventually(offsets).toEqual(expected);
});

test.each([
  ['the first of several chats', [update(5, 1), update(6, 2), update(7, 3)], [5, 7], 5],
  ['a chat in the middle', [update(5, 1), update(6, 2), update(7, 3)], [7, 6], 6],
  [
    'a chat behind ids that began anew',
    [update(700, 1), update(117, 2), update(118, 3)],
    [117, 118],
    117,
  ],
  ['a chat before ids that began anew', [update(700, 1), update(117, 2)], [700, 117], 700],
])('nothing behind the first untaken update is confirmed: %s', async (_, batch, untaken, expected) => {
  const offsets = await offsetsFor([batch], takeAllBut(...untaken));
  await eventually(offsets).toEqual([0, expected]);
});

test('an update that cannot be taken is asked for again and again, not faster each time', async () => {
  const again = [update(117, 1)];
  const offsets = await offsetsFor([[update(700, 1)], again, again], takeAllBut(117));
  await eventually(offsets).toEqual([0, 701, 117, 117]);
});

test('what cannot be taken is kept with what is behind it in its chat, and all is confirmed', async () => {
  const deferral = keeping();
  const batch = [update(5, 1), update(6, 2), update(7, 1), update(8, 2)];
  const offsets = await offsetsFor([batch, [update(9, 1)]], takeAllBut(5, 8), deferral);
  await eventually(offsets).toEqual([0, 9, 10]);
  expect(deferral.kept).toEqual([[5, 7, 8], [9]]);
});

test('a chat that hangs holds up no other: the next batch is asked for, and what was begun goes on', async () => {
  const deferral = keeping();
  const held = createHeld();
  const begun: number[] = [];
  const intake: Intake = async (raw) => {
    const { update_id } = raw as { update_id: number };
    begun.push(update_id);
    if (update_id === 5) await held.hold();
    return true;
  };
  onTestFinished(held.release);
  const batch = [update(5, 1), update(6, 2), update(7, 1)];
  const offsets = await offsetsFor([batch, [update(8, 2), update(9, 1)]], intake, deferral);
  await eventually(offsets).toEqual([0, 8, 10]);
  expect(begun).toEqual([5, 6, 8]);
  expect(deferral.kept).toEqual([[5, 7], [9]]);
});
