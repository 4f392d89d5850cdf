import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCode } from '../../../src/codes/verification-code.ts';
import { createDatabase, type Database } from '../../../src/database/database.ts';
import { isPassingDatabaseError } from '../../../src/database/database-errors.ts';
import type { Asked, Checked } from '../../../src/features/verification/verdict.ts';
import { createVerifier, type Verify } from '../../../src/features/verification/verifier.ts';
import { MOST_AT_ONCE } from '../../../src/features/verification/verify-many.ts';
import { asks } from '../../support/data/asked.ts';
import { type InsertedCard, insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

/** Half as many again as fit into one statement. */
const MANY = MOST_AT_ONCE * 1.5;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function askMany(card: InsertedCard): Asked[] {
  return Array.from({ length: MANY }, () => asks(card.code));
}

function checksOf(checked: Checked | null): number | undefined {
  return checked?.verdict.type === 'found' ? checked.verdict.card.checks : undefined;
}

/** A verifier, and the names of the statements that it runs, as they begin. */
function createWatchedVerifier(): { verify: Verify; statements: string[] } {
  const statements: string[] = [];
  const watched: Database = {
    ...database,
    run(statement, values) {
      statements.push(statement.name);
      return database.run(statement, values);
    },
  };
  return { verify: createVerifier(watched), statements };
}

test('what comes while a check is under way goes together in the next statement', async () => {
  const card = await insertCard(database);
  const { verify, statements } = createWatchedVerifier();
  const checked = await Promise.all(askMany(card).map(verify));
  expect(checked.map(checksOf)).toEqual(Array.from({ length: MANY }, (_, n) => n + 1));
  expect(statements).toEqual(['verify', 'verify_many', 'verify_many']);
});

test('checks that come one after the other are alone in their statements', async () => {
  const card = await insertCard(database);
  const { verify, statements } = createWatchedVerifier();
  for (const nth of [1, 2, 3]) expect(checksOf(await verify(asks(card.code)))).toBe(nth);
  expect(statements).toEqual(['verify', 'verify', 'verify']);
});

test('checks of one person are made in their order, each in a statement of its own', async () => {
  const { verify } = createWatchedVerifier();
  const asked = Array.from({ length: 6 }, () => asks(createCode(), { id: 7 }));
  const checked = await Promise.all(asked.map(verify));
  expect(checked.map((each) => each?.after)).toEqual([
    null,
    ...asked.slice(0, -1).map(({ id }) => id),
  ]);
});

test('one that the database refuses fails alone', async () => {
  const card = await insertCard(database);
  const verify = createVerifier(database);
  const asked = [...askMany(card), asks(card.code, { firstName: 'no\0name' }), ...askMany(card)];
  const outcomes = await Promise.allSettled(asked.map(verify));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([outcomes[MANY]]);
  expect(await rowsOf(database, 'select checks from card where id = ?', [card.id])).toEqual([
    { checks: 2 * MANY },
  ]);
});

test('whoever asks for a card that somebody holds waits for it, and nobody else does', async () => {
  const [held, card] = [await insertCard(database), await insertCard(database)];
  const verify = createVerifier(database);
  const waiting = await database.fork().transactional(async (em) => {
    await em.execute('select from card where id = ? for update', [held.id]);
    const waiting = [verify(asks(held.code)), verify(asks(held.code))];
    const answered = await Promise.all(askMany(card).map(verify));
    expect(answered.map(checksOf).toSorted()).toHaveLength(MANY);
    expect(await rowsOf(database, 'select checks from card where id = ?', [held.id])).toEqual([
      { checks: 0 },
    ]);
    return waiting;
  });
  expect((await Promise.all(waiting)).map(checksOf).toSorted()).toEqual([1, 2]);
});

test('a statement that has to wait for a person holds up no others', async () => {
  const card = await insertCard(database);
  const verify = createVerifier(database);
  await verify(asks(card.code, { id: 8 }));
  const { waiting } = await database.fork().transactional(async (em) => {
    await em.execute('select from person where id = 8 for update');
    const waiting = verify(asks(createCode(), { id: 8 }));
    expect(await Promise.all(askMany(card).map(verify))).toHaveLength(MANY);
    return { waiting };
  });
  expect(await waiting).toMatchObject({ verdict: { type: 'unknown' } });
});

test('while the database is away all fail, and may be tried again', async () => {
  const nowhere = new URL(testDatabase.url);
  nowhere.port = '1';
  const away = await createDatabase(nowhere.href);
  const verify = createVerifier(away);
  const outcomes = await Promise.allSettled(askMany(await insertCard(database)).map(verify));
  const passing = outcomes.map(
    (each) => each.status === 'rejected' && isPassingDatabaseError(each.reason),
  );
  expect(passing).toEqual(Array.from({ length: MANY }, () => true));
  await away.close();
});
