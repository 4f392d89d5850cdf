import pino from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createDeferral } from '../../src/telegram/deferral/deferral.ts';
import type { Intake } from '../../src/telegram/intake.ts';
import { deferUpdates } from '../../src/updates/deferred-updates.ts';
import { rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

const BOT = 1;

let stage: TestDatabase;
beforeAll(async () => {
  stage = await createTestDatabase();
});
afterAll(() => stage.close());

/** Keeps one more update of a chat. */
async function keep(id: number, lane: string): Promise<void> {
  await deferUpdates(stage.database, BOT, [{ id, lane, raw: { update_id: id, lane } }]);
}

test('chats that flood faster than they are taken keep no other from its turn', async () => {
  const flooding = ['a', 'b', 'c', 'd'];
  let lastId = 0;
  const taken = new Set<string>();
  const intake: Intake = async (raw) => {
    const { lane } = raw as { lane: string };
    taken.add(lane);
    lastId += 1;
    if (flooding.includes(lane)) await keep(lastId, lane);
    return true;
  };
  for (const lane of [...flooding, 'e']) {
    lastId += 1;
    await keep(lastId, lane);
  }
  const log = pino({ level: 'silent' });
  const deferral = createDeferral({ botId: BOT, database: stage.database, intake, log });
  onTestFinished(deferral.stop);
  await deferral.start();
  await eventually(() => taken.has('e')).toBe(true);
  await eventually(() =>
    rowsOf(stage.database, "select lane from deferred_update where lane = 'e'"),
  ).toEqual([]);
  expect(taken).toEqual(new Set([...flooding, 'e']));
});
