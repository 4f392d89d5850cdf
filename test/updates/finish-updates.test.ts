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
import { createFinishedUpdates, purgeTakenUpdates } from '../../src/updates/finish-updates.ts';
import { takeUpdate, takeUpdateWithin, type UpdateId } from '../../src/updates/take-update.ts';
import { claimUpdates } from '../../src/updates/waiting-updates.ts';
import { rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

const PERSON = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };

let testDatabase: TestDatabase;
let database: Database;
let lastUpdate = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());
beforeEach(() => rowsOf(database, 'delete from taken_update'));

async function taken(payload: unknown = { about: 'it' }, agoSeconds = 0): Promise<UpdateId> {
  lastUpdate += 1;
  const id = { botId: 42, updateId: lastUpdate };
  expect(await takeUpdate(database, id, PERSON, payload)).not.toBeNull();
  await rowsOf(
    database,
    'update taken_update set taken_at = now() - make_interval(secs => ?) where update_id = ?',
    [agoSeconds, id.updateId],
  );
  return id;
}

async function row({ updateId }: UpdateId): Promise<Record<string, unknown> | undefined> {
  const [found] = await rowsOf(database, 'select * from taken_update where update_id = ?', [
    updateId,
  ]);
  return found;
}

/** The database with its calls of `run` counted, failing with `error` while that is set. */
function counted(failing: { error: Error | null } = { error: null }) {
  const statements: string[] = [];
  const counting: Database = {
    ...database,
    run(statement, values) {
      statements.push(statement.name);
      return failing.error === null
        ? database.run(statement, values)
        : Promise.reject(failing.error);
    },
  };
  return { counting, statements };
}

describe('taking an update', () => {
  test('keeps what is needed to answer it until it is finished', async () => {
    const id = await taken({ reply: { kind: 'help' } });
    expect(await row(id)).toMatchObject({
      payload: { reply: { kind: 'help' } },
      finished_at: null,
      admin_id: null,
      due_at: null,
    });
  });

  test('that needs no answer finishes it', async () => {
    const id = await taken(null);
    expect(await row(id)).toMatchObject({ payload: null, finished_at: expect.anything() });
  });

  test('twenty times at the same moment takes it once', async () => {
    const id = { botId: 42, updateId: 0 };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => takeUpdate(database, id, PERSON, {})),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  test('in a transaction that is rolled back leaves it to be taken again, and who waited takes it', async () => {
    const id = { botId: 42, updateId: 0 };
    const failing = database.fork().transactional(async (em) => {
      expect(await takeUpdateWithin(em, id, PERSON)).toBe(true);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await takeUpdate(database, id, PERSON, {})).not.toBeNull();
  });

  test('takes numbers as large as Telegram’s', async () => {
    const id = { botId: 2 ** 52 - 1, updateId: 2 ** 31 + 5 };
    expect(await takeUpdate(database, id, { ...PERSON, id: 2 ** 52 - 1 }, {})).not.toBeNull();
    expect(await takeUpdate(database, id, PERSON, {})).toBeNull();
    expect(await claimUpdates(database, 10)).toContainEqual(expect.objectContaining({ id }));
  });
});

describe('finished updates', () => {
  test('are marked in one statement for many, and their payload is cleared', async () => {
    const { counting, statements } = counted();
    const ids = await Promise.all(Array.from({ length: 200 }, () => taken()));
    const finished = createFinishedUpdates(counting, () => {});
    for (const id of ids) finished.add(id);
    await finished.flush();
    expect(statements).toHaveLength(1);
    const left = 'select 1 from taken_update where finished_at is null or payload is not null';
    expect(await rowsOf(database, left)).toEqual([]);
  });

  test('are written by themselves soon after', async () => {
    const id = await taken();
    createFinishedUpdates(database, () => {}).add(id);
    await eventually(async () => (await row(id))?.finished_at).not.toBeNull();
  });

  test('that were finished before keep their time', async () => {
    const id = await taken();
    const finished = createFinishedUpdates(database, () => {});
    finished.add(id);
    await finished.flush();
    const before = await row(id);
    finished.add(id);
    await finished.flush();
    expect(await row(id)).toEqual(before);
  });

  test('that are added while others are written are written too', async () => {
    const finished = createFinishedUpdates(database, () => {});
    const ids = await Promise.all(Array.from({ length: 20 }, () => taken()));
    const flushes = ids.map((id) => {
      finished.add(id);
      return finished.flush();
    });
    await Promise.all(flushes);
    for (const id of ids) expect((await row(id))?.finished_at).not.toBeNull();
  });

  test('are kept while the database is away, and written when it is back', async () => {
    const failing: { error: Error | null } = {
      error: new Error('Connection terminated unexpectedly'),
    };
    const { counting } = counted(failing);
    const errors: unknown[] = [];
    const finished = createFinishedUpdates(counting, (error) => errors.push(error));
    const id = await taken();
    finished.add(id);
    await finished.flush();
    expect(errors).toEqual([failing.error]);
    expect((await row(id))?.finished_at).toBeNull();
    failing.error = null;
    const later = await taken();
    finished.add(later);
    await finished.flush();
    for (const each of [id, later]) expect((await row(each))?.finished_at).not.toBeNull();
  });

  test('that can never be written are given up, and the next ones are not', async () => {
    const failing: { error: Error | null } = { error: new RangeError('a fault of ours') };
    const { counting, statements } = counted(failing);
    const finished = createFinishedUpdates(counting, () => {});
    finished.add(await taken());
    await finished.flush();
    await finished.flush();
    expect(statements).toHaveLength(1);
    failing.error = null;
    const next = await taken();
    finished.add(next);
    await finished.flush();
    expect((await row(next))?.finished_at).not.toBeNull();
  });

  test('that cannot be written, nor that be told, hold up none of the next', async () => {
    const failing: { error: Error | null } = {
      error: new Error('Connection terminated unexpectedly'),
    };
    const { counting } = counted(failing);
    const finished = createFinishedUpdates(counting, () => {
      throw new Error('the log is full');
    });
    const [first, next] = [await taken(), await taken()];
    finished.add(first);
    await finished.flush();
    failing.error = null;
    finished.add(next);
    await finished.flush();
    for (const each of [first, next]) expect((await row(each))?.finished_at).not.toBeNull();
  });

  test('of none cost no statement', async () => {
    const { counting, statements } = counted();
    await createFinishedUpdates(counting, () => {}).flush();
    expect(statements).toEqual([]);
  });
});

describe('the clean-up', () => {
  const HOUR = 3600;

  test('forgets updates after 25 hours, and not before', async () => {
    const [young, old] = [await taken(null, 24.9 * HOUR), await taken(null, 25.1 * HOUR)];
    await purgeTakenUpdates(database);
    expect(await row(young)).toBeDefined();
    expect(await row(old)).toBeUndefined();
  });

  test('forgets also what nobody could answer in all that time', async () => {
    const [young, old] = [await taken({}, 24 * HOUR), await taken({}, 26 * HOUR)];
    await purgeTakenUpdates(database);
    expect(await row(young)).toBeDefined();
    expect(await row(old)).toBeUndefined();
  });
});

test('the timer of a batch ends with it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const finished = createFinishedUpdates({ ...database, run: async () => [] }, () => {});
  finished.add({ botId: 1, updateId: 1 });
  finished.add({ botId: 1, updateId: 2 });
  expect(vi.getTimerCount()).toBe(1);
  await finished.flush();
  expect(vi.getTimerCount()).toBe(0);
});
