import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { createFinishedUpdates } from '../../src/services/finish-updates.ts';
import { takeUpdate, type UpdateId } from '../../src/services/take-update.ts';
import { createTurns } from '../../src/telegram/turns.ts';
import { rowsOf } from '../support/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const PERSON = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };

let testDatabase: TestDatabase;
let database: Database;
let looks: number;
let before: UpdateId;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = {
    ...testDatabase.database,
    run(statement, values) {
      if (statement.name === 'is_waiting_update') looks += 1;
      return testDatabase.database.run(statement, values);
    },
  };
});
afterAll(() => testDatabase.close());
beforeEach(async () => {
  looks = 0;
  await rowsOf(database, 'delete from taken_update');
  before = { botId: 42, updateId: 1 };
  await takeUpdate(database, before, PERSON, {});
});

/** Waits for the update before, and tells whether that is over. */
function wait(turns = createTurns(database), signal = new AbortController().signal) {
  const state = { isOver: false };
  const waited = turns.waitFor(before, signal, PERSON.id).finally(() => {
    state.isOver = true;
  });
  return { state, waited };
}

async function untilLooked(times: number): Promise<void> {
  await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(times), 5_000);
}

describe('the turn of an update', () => {
  test('comes when the one before, which another process took, was answered', async () => {
    const { state, waited } = wait();
    await untilLooked(2);
    expect(state.isOver).toBe(false);
    const finished = createFinishedUpdates(database, () => {});
    finished.add(before);
    await finished.flush();
    await waited;
  });

  test('comes at once, without a look at the database, when this process took the one before', async () => {
    const turns = createTurns(database);
    turns.take(before, PERSON.id);
    await wait(turns).waited;
    expect(looks).toBe(0);
  });

  test('comes at once when there is none before, or it was forgotten', async () => {
    await createTurns(database).waitFor(null, new AbortController().signal, PERSON.id);
    expect(looks).toBe(0);
    before = { botId: 42, updateId: 99 };
    await wait().waited;
    expect(looks).toBe(1);
  });

  test('comes without an answer to the one before when that has waited for 15 seconds', async () => {
    const { waited } = wait();
    await untilLooked(1);
    await rowsOf(database, "update taken_update set taken_at = now() - interval '15 seconds'");
    await waited;
  });

  test('comes when the database is back from being away and knows of the answer', async () => {
    let isAway = true;
    let tries = 0;
    const flaky: Database = {
      ...database,
      run(statement, values) {
        tries += 1;
        if (isAway) throw new Error('Connection terminated unexpectedly');
        return database.run(statement, values);
      },
    };
    const { state, waited } = wait(createTurns(flaky));
    await vi.waitFor(() => expect(tries).toBeGreaterThan(2), 5_000);
    expect(state.isOver).toBe(false);
    await rowsOf(database, 'update taken_update set finished_at = now()');
    isAway = false;
    await waited;
  });

  test('comes after 15 seconds also while the database is away', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const away: Database = {
      ...database,
      async run() {
        vi.advanceTimersByTime(5_000);
        throw new Error('Connection terminated unexpectedly');
      },
    };
    await wait(createTurns(away)).waited;
  });

  test('comes at once when the database cannot tell whether the one before was answered', async () => {
    const failing: Database = {
      ...database,
      async run() {
        looks += 1;
        throw new Error('relation "taken_update" does not exist');
      },
    };
    await wait(createTurns(failing)).waited;
    expect(looks).toBe(1);
  });

  test('never comes to who is told to end', async () => {
    const ending = new AbortController();
    const { waited } = wait(undefined, ending.signal);
    await untilLooked(1);
    ending.abort();
    await expect(waited).rejects.toThrow('aborted');
  });

  test('is remembered for the last ten thousand updates', async () => {
    const turns = createTurns(database);
    turns.take(before, PERSON.id);
    for (let n = 0; n < 10_000; n++) turns.take({ botId: 42, updateId: 1_000 + n }, PERSON.id);
    const { waited, state } = wait(turns);
    await untilLooked(1);
    expect(state.isOver).toBe(false);
    await rowsOf(database, 'delete from taken_update');
    await waited;
  });
});
