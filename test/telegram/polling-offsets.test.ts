import pino from 'pino';
import { onTestFinished, test } from 'vitest';
import type { Intake } from '../../src/telegram/intake.ts';
import { poll } from '../../src/telegram/polling.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { eventually } from '../support/eventually.ts';
import { OPEN_GATE } from '../support/open-gate.ts';
import { scriptTelegram } from '../support/scripted-telegram.ts';

/** An update of a chat; the smallest that polling looks at. */
function update(update_id: number, chat: number) {
  return { update_id, message: { chat: { id: chat } } };
}

/** Polls a Telegram that has these batches to give; returns the offsets it is asked with. */
async function offsetsFor(
  batches: readonly (readonly unknown[])[],
  intake: Intake,
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
  const polling = poll({ api, intake, log, onRevoked: () => {} }, stopping.signal);
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

test('an update is pressing once a full batch began with it and it was not taken', async () => {
  const full = Array.from({ length: 100 }, (_, n) => update(5 + n, n));
  const pressed: unknown[] = [];
  const intake: Intake = async (raw, how) => {
    const { update_id } = raw as { update_id: number };
    if (update_id === 5) pressed.push(how?.isPressing);
    else if (how?.isPressing) throw new Error('only the first one holds up others');
    if (update_id === 5 && pressed.length < 3) throw new Error('connection terminated');
    return true;
  };
  await offsetsFor([full.slice(0, 99), full, full], intake);
  await eventually(() => pressed).toEqual([false, false, true]);
});
