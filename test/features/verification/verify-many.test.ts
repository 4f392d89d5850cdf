import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { loadStatistics } from '../../../src/features/statistics/statistics.ts';
import { type Asked, UNKNOWN_CODES_PER_HOUR } from '../../../src/features/verification/verdict.ts';
import { verify } from '../../../src/features/verification/verify.ts';
import { MOST_AT_ONCE, verifyMany } from '../../../src/features/verification/verify-many.ts';
import { asks } from '../../support/data/asked.ts';
import { totalsByCounting, totalsOf } from '../../support/data/card-totals.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function found(checks: number, name: string) {
  return { verdict: { type: 'found', card: { checks, name } } };
}

describe('codes that are checked in one statement', () => {
  test('each get their own answer', async () => {
    const [dragon, griffin] = [
      await insertCard(database, { name: 'Dragon', checks: 7 }),
      await insertCard(database, { name: 'Griffin', status: 'suspended' }),
    ];
    const twice = asks(dragon.code);
    await verify(database, twice);
    const guesser = 5;
    for (let n = 0; n < UNKNOWN_CODES_PER_HOUR; n++) {
      await verify(database, asks(createCode(), { id: guesser }));
    }
    const asked = [
      asks(griffin.code),
      asks(createCode()),
      twice,
      asks(dragon.code),
      asks(createCode(), { id: guesser }),
    ];
    expect(await verifyMany(database, asked)).toMatchObject([
      found(1, 'Griffin'),
      { verdict: { type: 'unknown' } },
      'duplicate',
      found(9, 'Dragon'),
      { verdict: { type: 'limited', until: expect.any(Date), seconds: expect.any(Number) } },
    ]);
    const logged = await rowsOf(
      database,
      'select update_id::int as id, card_id from verification where update_id = any (?) order by id',
      [`{${asked.map(({ id }) => id.updateId).join()}}`],
    );
    expect(logged).toEqual([
      { id: twice.id.updateId, card_id: dragon.id },
      { id: asked[0]?.id.updateId, card_id: griffin.id },
      { id: asked[3]?.id.updateId, card_id: dragon.id },
    ]);
    expect(totalsOf(await loadStatistics(database.fork()))).toEqual(
      await totalsByCounting(database),
    );
  });

  test('of one card are counted one after the other, in the order of their updates', async () => {
    const card = await insertCard(database, { name: 'Phoenix', checks: 3 });
    const asked = Array.from({ length: MOST_AT_ONCE }, () => asks(card.code));
    const outcomes = await verifyMany(database, asked.toReversed());
    expect(outcomes.toReversed()).toMatchObject(asked.map((_, n) => found(4 + n, 'Phoenix')));
    expect(await rowsOf(database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 3 + MOST_AT_ONCE },
    ]);
    expect(totalsOf(await loadStatistics(database.fork()))).toEqual(
      await totalsByCounting(database),
    );
  });

  test('keep what is needed to answer them, and the update before of each person', async () => {
    const card = await insertCard(database);
    const [first, other] = [asks(card.code), asks(card.code)];
    await verifyMany(database, [first, other]);
    const next = asks(card.code, first.person);
    expect(await verifyMany(database, [asks(createCode()), next])).toMatchObject([
      { after: null },
      { after: first.id },
    ]);
    const [taken] = await rowsOf(
      database,
      'select payload, finished_at from taken_update where update_id = ?',
      [next.id.updateId],
    );
    expect(taken).toEqual({ payload: next.payload, finished_at: null });
  });

  test('leave out a card that somebody holds, and do nothing for who asked for it', async () => {
    const [held, free] = [await insertCard(database), await insertCard(database, { name: 'Free' })];
    const asked = [asks(held.code), asks(free.code), asks(createCode())];
    await database.fork().transactional(async (em) => {
      await em.execute('select from card where id = ? for update', [held.id]);
      expect(await verifyMany(database, asked)).toMatchObject([
        'left_out',
        found(1, 'Free'),
        { verdict: { type: 'unknown' } },
      ]);
    });
    const taken = await rowsOf(
      database,
      'select update_id::int as id from taken_update where update_id = any (?) order by id',
      [`{${asked.map(({ id }) => id.updateId).join()}}`],
    );
    expect(taken).toEqual([{ id: asked[1]?.id.updateId }, { id: asked[2]?.id.updateId }]);
    expect(await verifyMany(database, asked)).toMatchObject([
      { verdict: { type: 'found' } },
      'duplicate',
      'duplicate',
    ]);
  });

  test('are all checked or none', async () => {
    const card = await insertCard(database);
    const asked = [asks(card.code, { id: 8 }), asks(card.code, { id: 8 })];
    await expect(verifyMany(database, asked)).rejects.toMatchObject({ code: '21000' });
    expect(await rowsOf(database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 0 },
    ]);
    expect(await rowsOf(database, 'select from person where id = 8')).toEqual([]);
  });
});

describe('statements for many never wait for each other in a circle', () => {
  const GROUPS = 10;
  const EACH = 8;
  const ROUNDS = 300;
  let groups: string[][];

  /** Cards whose checks are added to the same few rows of the totals, in groups without order. */
  beforeAll(async () => {
    await database.fork().execute(`
      insert into card (id, code, name, description, status, registered_by)
      select gen_random_uuid(), 'shared ' || n, 'Shared', '', 'active', 1
      from generate_series(1, 4000) as n`);
    const rows = await rowsOf(
      database,
      `select code from card where name = 'Shared' and uuid_hash(id) & 255 < 10
       order by random() limit ${GROUPS * EACH}`,
    );
    const codes = rows.map(({ code }) => String(code));
    groups = Array.from({ length: GROUPS }, (_, n) => codes.slice(n * EACH, (n + 1) * EACH));
  });

  async function checkAll(batch: Asked[]): Promise<void> {
    const outcomes = await verifyMany(database, batch);
    const leftOut = batch.filter((_, n) => outcomes[n] === 'left_out');
    await Promise.all(leftOut.map((one) => verify(database, one)));
  }

  const few = Array.from({ length: EACH }, (_, n) => 100 + n);

  test.each<[string, (codes: string[], round: number) => Promise<unknown>]>([
    ['whose cards share rows of the totals', (codes) => checkAll(codes.map((code) => asks(code)))],
    [
      'that name the same people in another order',
      (codes, round) => {
        const people = round % 3 === 0 ? few : few.toReversed();
        return checkAll(codes.map((code, n) => asks(code, { id: people[n] ?? 0 })));
      },
    ],
    [
      'beside statements for one',
      (codes, round) =>
        round % 2 === 0
          ? checkAll(codes.map((code, n) => asks(code, { id: few[n] ?? 0 })))
          : verify(database, asks(codes[round % EACH] ?? '', { id: few[round % 7] ?? 0 })),
    ],
  ])('%s', async (_, check) => {
    await Promise.all(
      Array.from({ length: ROUNDS }, (_, round) => check(groups[round % GROUPS] ?? [], round)),
    );
    expect(totalsOf(await loadStatistics(database.fork()))).toEqual(
      await totalsByCounting(database),
    );
    const counted = await rowsOf(
      database,
      `select count(*)::int as wrong from card where name = 'Shared'
         and checks <> (select count(*) from verification where card_id = card.id)`,
    );
    expect(counted).toEqual([{ wrong: 0 }]);
  });
});
