import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { verifyMany } from '../../src/features/verification/verify-many.ts';
import { createFinishedUpdates } from '../../src/updates/finish-updates.ts';
import { takeUpdate, takeUpdateWithin, type UpdateId } from '../../src/updates/take-update.ts';
import {
  claimUpdates,
  comesAfterAnother,
  keepUpdates,
  letAllUpdatesGo,
  letUpdatesGo,
  putUpdatesOff,
} from '../../src/updates/waiting-updates.ts';
import { rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

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

function newId(): UpdateId {
  lastUpdate += 1;
  return { botId: 42, updateId: lastUpdate };
}

async function taken(payload: unknown = {}, agoSeconds = 0, isHeld = false): Promise<UpdateId> {
  const id = newId();
  await takeUpdate(database, id, PERSON, payload, isHeld);
  await rowsOf(
    database,
    'update taken_update set taken_at = now() - make_interval(secs => ?) where update_id = ?',
    [agoSeconds, id.updateId],
  );
  return id;
}

function finish(id: UpdateId): Promise<void> {
  const finished = createFinishedUpdates(database, () => {});
  finished.add(id);
  return finished.flush();
}

async function claimed(most = 10): Promise<UpdateId[]> {
  return (await claimUpdates(database, most)).map(({ id }) => id);
}

/** As if the process that holds these had been silent for so long that its hold is over. */
async function letHoldsEnd(): Promise<void> {
  await rowsOf(database, 'update taken_update set due_at = now() where due_at > now()');
}

/** The rows that PostgreSQL handles to take a few up of so many that wait. */
async function rowsHandled(waiting: number): Promise<number> {
  await rowsOf(
    database,
    `insert into taken_update (bot_id, update_id, payload, due_noted_at, taken_at)
     select 42, 1000000 + n, json_build_object('personId', n), now(),
       now() - interval '1 minute' + n * interval '1 ms'
     from generate_series(1, ?) as n`,
    [waiting],
  );
  const run = vi.fn(async (_: { text: string }) => []);
  await claimUpdates({ run } as unknown as Database, 10);
  const statement = run.mock.calls[0]?.[0].text ?? '';
  const [explained] = await rowsOf(
    database,
    `explain (analyze, format json) ${statement.replace('$1', '10')}`,
  );
  const [{ Plan: plan }] = explained?.['QUERY PLAN'] as [{ Plan: PlanNode }];
  await rowsOf(database, 'delete from taken_update');
  return handled(plan);
}

/** A node of a plan of PostgreSQL that was executed. */
interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function handled(node: PlanNode): number {
  const { 'Rows Removed by Filter': filtered = 0, 'Rows Removed by Join Filter': apart = 0 } = node;
  const own = (node['Actual Rows'] + filtered + apart) * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, child) => sum + handled(child), own);
}

describe('an update that nobody has in hand', () => {
  test('is found with four times the work where four times as many wait, and not sixteen times', async () => {
    expect(await rowsHandled(1_600)).toBeLessThan(6 * (await rowsHandled(400)));
  });

  test('is taken up with its payload and its age, the oldest first, as many as there is room for', async () => {
    const [old, older] = [await taken({ about: 'it' }, 9), await taken({}, 20)];
    await taken({}, 5);
    const [first, second] = await claimUpdates(database, 2);
    expect([first?.id, second?.id]).toEqual([older, old]);
    expect(second?.payload).toEqual({ about: 'it' });
    expect(Math.round(second?.seconds ?? 0)).toBeGreaterThanOrEqual(9);
  });

  test('is taken up once, however many look', async () => {
    await Promise.all(Array.from({ length: 60 }, () => taken({}, 9)));
    const all = (await Promise.all(Array.from({ length: 6 }, () => claimed(20)))).flat();
    const rest = await claimed(60);
    expect(new Set([...all, ...rest].map(({ updateId }) => updateId)).size).toBe(60);
    expect(all.length + rest.length).toBe(60);
  });

  test('is left alone when it is finished or answered by a screen', async () => {
    await finish(await taken({}, 9));
    await taken(null, 9);
    const screen = newId();
    await database.fork().transactional((em) => takeUpdateWithin(em, screen, PERSON));
    expect(await claimed()).toEqual([]);
  });

  test('of one person comes when those before it are answered, and holds up no others', async () => {
    const first = await taken({ personId: 1 }, 20);
    const second = await taken({ personId: 1 }, 19);
    const other = await taken({ personId: 2 }, 18);
    expect(await claimed()).toEqual([first, other]);
    expect(await claimed()).toEqual([]);
    await putUpdatesOff(database, [{ id: first, seconds: 30 }]);
    expect(await claimed()).toEqual([]);
    await finish(first);
    expect(await claimed()).toEqual([second]);
  });

  test('of one person is held up by one that cannot be answered for no more than a minute', async () => {
    const poison = await taken({ personId: 1 }, 100);
    const soon = await taken({ personId: 1 }, 50);
    const late = await taken({ personId: 1 }, 39);
    await putUpdatesOff(database, [{ id: poison, seconds: 60 }]);
    await finish(soon);
    expect(await claimed()).toEqual([late]);
  });

  test('that a process of an older version took is its own for eight seconds', async () => {
    const [young, old] = [await taken({}, 5), await taken({}, 9)];
    await rowsOf(database, 'update taken_update set due_noted_at = null');
    expect(await claimed()).toEqual([old]);
    expect(young).not.toEqual(old);
  });
});

describe('an update that a process has in hand', () => {
  const asked = (id: UpdateId) => ({
    id,
    person: PERSON,
    code: 'none',
    payload: {},
    isHeld: true,
  });

  test.each([
    ['a reply', (id: UpdateId) => takeUpdate(database, id, PERSON, {}, true)],
    ['a check', (id: UpdateId) => verify(database, asked(id))],
    ['a check among others', (id: UpdateId) => verifyMany(database, [asked(id)])],
  ])('from taking %s on is nobody else’s until its hold is over', async (_, take) => {
    const id = newId();
    await take(id);
    expect(await claimed()).toEqual([]);
    await letHoldsEnd();
    expect(await claimed()).toEqual([id]);
    expect(await claimed()).toEqual([]);
  });

  test('stays so while the process holds it anew', async () => {
    const [kept, lost] = [await taken({}, 0, true), await taken({}, 0, true)];
    await letHoldsEnd();
    await keepUpdates(database, [kept]);
    expect(await claimed()).toEqual([lost]);
  });

  test('is anybody’s when the process lets it go', async () => {
    const [given, other] = [await taken({}, 0, true), await taken({}, 0, true)];
    await letUpdatesGo(database, [given]);
    await letUpdatesGo(database, []);
    expect(await claimed()).toEqual([given]);
    await letAllUpdatesGo(database);
    expect(await claimed()).toEqual(expect.arrayContaining([given, other]));
  });

  test('is not let go with all others when it was put off for longer than a hold', async () => {
    const id = await taken({}, 0, true);
    await putUpdatesOff(database, [{ id, seconds: 300 }]);
    await letAllUpdatesGo(database);
    expect(await claimed()).toEqual([]);
  });
});

test('an update comes after those of its person that wait, whichever of them was the last, for a minute', async () => {
  const old = await taken({ personId: 1 }, 90);
  const first = await taken({ personId: 1 }, 20);
  await taken(null, 10);
  const [next, other] = [await taken({ personId: 1 }, 5), await taken({ personId: 2 }, 5)];
  expect(await comesAfterAnother(database, next)).toBe(true);
  expect(await comesAfterAnother(database, other)).toBe(false);
  expect(await comesAfterAnother(database, first)).toBe(false);
  await finish(first);
  expect(await comesAfterAnother(database, next)).toBe(false);
  expect(await claimed()).toEqual([old, next, other]);
});
