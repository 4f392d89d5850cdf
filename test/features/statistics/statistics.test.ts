import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { CardStatus } from '../../../machines/card-life.ts';
import type { CardChange } from '../../../machines/parts/opened-card/slice.ts';
import { statisticsSlice } from '../../../machines/parts/statistics/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { changeCard } from '../../../src/features/cards/opened-card.ts';
import { loadStatistics } from '../../../src/features/statistics/statistics.ts';
import { verify } from '../../../src/features/verification/verify.ts';
import { totalsByCounting, totalsOf } from '../../support/data/card-totals.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

const PERSON = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };

let testDatabase: TestDatabase;
let database: Database;
let updateId = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());
beforeEach(async () => {
  await rowsOf(database, 'delete from card');
  await rowsOf(
    database,
    'update card_total set recent = array_fill(0, array[30]), recent_day = default',
  );
  await rowsOf(database, 'update visitor_total set people = 0, unknown_codes = 0');
  await rowsOf(database, 'delete from person');
});

const load = () => loadStatistics(database.fork());

function check(code: string, personId = PERSON.id, isCounted = true) {
  updateId += 1;
  return verify(database, {
    id: { botId: 42, updateId },
    person: { ...PERSON, id: personId },
    code,
    payload: {},
    isCounted,
  });
}

const totals = async () => totalsOf(await load());

const NO_CARDS = { cards: 0, drafts: 0, active: 0, suspended: 0, stolen: 0, retired: 0 };
const NO_VISITS = { all: 0, today: 0, week: 0, month: 0, people: 0, unknownCodes: 0 };

describe('the statistics', () => {
  test('are zeros without cards', async () => {
    expect(await load()).toEqual({ ...NO_CARDS, visits: NO_VISITS, top: [] });
  });

  test('count cards and visits and name the three that were visited most', async () => {
    await insertCard(database, { name: 'never' });
    await insertCard(database, { name: 'draft', status: 'draft' });
    await insertCard(database, { name: 'one', visits: 1 });
    await insertCard(database, { name: 'off', visits: 9, status: 'suspended' });
    await insertCard(database, { name: 'older', visits: 5, registeredAt: new Date('2026-01-01') });
    await insertCard(database, { name: 'newer', visits: 5, registeredAt: new Date('2026-01-02') });
    const statistics = await load();
    expect(statistics).toEqual({
      ...{ ...NO_CARDS, cards: 5, active: 4, drafts: 1, suspended: 1 },
      visits: { ...NO_VISITS, all: 20, today: 20, week: 20, month: 20 },
      top: [
        { name: 'off', visits: 9 },
        { name: 'newer', visits: 5 },
        { name: 'older', visits: 5 },
      ],
    });
    const slice = { part: 'statistics', totals: statistics };
    expect(statisticsSlice.parse(slice)).toEqual(slice);
  });

  test('leave out of the top what was never visited', async () => {
    await insertCard(database, { name: 'never' });
    expect((await load()).top).toEqual([]);
  });

  test('have more visits than an integer of PostgreSQL holds', async () => {
    await insertCard(database, { visits: 2_000_000_000 });
    await insertCard(database, { visits: 2_000_000_000 });
    expect((await load()).visits?.all).toBe(4_000_000_000);
  });
});

describe('the days', () => {
  const visits = async () => (await load()).visits;
  const daysAgo = (days: number) =>
    rowsOf(database, 'update card_total set recent_day = recent_day - ?::int', [days]);

  test('move on when nobody visits, and nothing of them is lost before it is old', async () => {
    await insertCard(database, { visits: 4 });
    await daysAgo(1);
    await insertCard(database, { visits: 1 });
    expect(await visits()).toMatchObject({ all: 5, today: 1, week: 5, month: 5 });
    await daysAgo(6);
    expect(await visits()).toMatchObject({ all: 5, today: 0, week: 1, month: 5 });
    await daysAgo(23);
    expect(await visits()).toMatchObject({ all: 5, today: 0, week: 0, month: 1 });
    await daysAgo(1);
    expect(await visits()).toMatchObject({ all: 5, month: 0 });
    await daysAgo(4_000);
    await insertCard(database, { visits: 2 });
    expect(await visits()).toMatchObject({ all: 7, today: 2, week: 2, month: 2 });
  });

  test('are counted on after a clock that had jumped', async () => {
    await daysAgo(-500);
    await insertCard(database, { visits: 3 });
    expect(await visits()).toMatchObject({ today: 3, week: 3, month: 3 });
  });

  test('of one card follow it through many days', async () => {
    const { id } = await insertCard(database, { visits: 1 });
    for (let day = 0; day < 40; day++) {
      await daysAgo(1);
      await rowsOf(database, 'update card set visits = visits + 1 where id = ?', [id]);
    }
    expect(await visits()).toMatchObject({ all: 41, today: 1, week: 7, month: 30 });
  });
});

describe('the totals', () => {
  test('are exact after checks of several cards by several people at the same time', async () => {
    const cards = await Promise.all(Array.from({ length: 3 }, () => insertCard(database)));
    const codes = [...cards.map(({ code }) => code), 'no card has this'];
    await Promise.all(Array.from({ length: 200 }, (_, n) => check(codes[n % 4] ?? '', n % 5)));
    // Five people, and each of three codes by each of them: one visit each, however often.
    expect(await totals()).toMatchObject({ cards: 3, active: 3, drafts: 0, visits: 15 });
    expect((await load()).visits).toMatchObject({ people: 5, unknownCodes: 50 });
    const [log] = await rowsOf(database, 'select count(*)::int as rows from verification');
    expect(log).toEqual({ rows: 150 });
  });

  test('count a check at once, and an update that comes again not at all', async () => {
    const { code } = await insertCard(database);
    await check(code);
    updateId -= 1;
    await check(code);
    expect(await totals()).toMatchObject({ visits: 1 });
  });

  test('follow a card that is switched off and on, and a draft that is discarded', async () => {
    const { id } = await insertCard(database, { visits: 3 });
    const draft = await insertCard(database, { status: 'draft', visits: 2 });
    const make = (cardId: string, change: CardChange, seen: CardStatus) =>
      database
        .fork()
        .transactional((em) => changeCard(em, { cardId, change, seen, reason: 'Returned' }, 1));
    await make(id, 'suspend', 'active');
    expect(await totals()).toMatchObject({
      cards: 1,
      active: 0,
      suspended: 1,
      drafts: 1,
      visits: 5,
    });
    await make(id, 'activate', 'suspended');
    await make(draft.id, 'discard', 'draft');
    expect(await totals()).toMatchObject({
      cards: 1,
      active: 1,
      suspended: 0,
      drafts: 0,
      visits: 3,
    });
  });

  test('take nothing from a transaction that is rolled back', async () => {
    const { code } = await insertCard(database, { visits: 1 });
    const failing = database.fork().transactional(async (em: EntityManager) => {
      await em.execute('update card set visits = visits + 5 where code = ?', [code]);
      await em.execute('select 1 / 0');
    });
    await expect(failing).rejects.toThrow();
    expect(await totals()).toMatchObject({ visits: 1 });
  });

  test('hold whatever writes: many rows at once, a number set by hand, an emptied table', async () => {
    const fill = `insert into card (id, code, name, description, status, checks, registered_by)
      select gen_random_uuid(), 'code ' || n, 'D', '', (array['draft', 'active', 'suspended', 'stolen', 'retired'])[1 + n % 5],
        n % 7, 1 from generate_series(1, 30000) as n`;
    await rowsOf(database, fill);
    expect(await totals()).toEqual(await totalsByCounting(database));
    await rowsOf(database, 'update card set visits = visits + checks where checks > 3');
    await rowsOf(database, "delete from card where status = 'draft' and visits = 0");
    expect(await totals()).toEqual(await totalsByCounting(database));
    await rowsOf(database, 'truncate card cascade');
    expect(await totals()).toEqual({ ...NO_CARDS, visits: 0 });
  });

  test('are no row that all checks wait for', async () => {
    const held = await insertCard(database);
    const free = await insertElsewhere(await shareOf(held.id));
    const [first, second] = [database.fork(), database.fork()];
    onTestFinished(async () => {
      for (const em of [first, second]) if (em.isInTransaction()) await em.rollback();
    });
    await first.begin();
    await checkWithin(first, held.id);
    await second.begin();
    await checkWithin(second, free.id);
    await second.commit();
    expect(await totals()).toMatchObject({ visits: 1 });
    await first.commit();
    expect(await totals()).toMatchObject({ visits: 2 });
  });
});

function checkWithin(em: EntityManager, cardId: string): Promise<unknown> {
  return em.execute('update card set visits = visits + 1 where id = ?', [cardId]);
}

/** The row of the totals to which a check of this card is added. */
async function shareOf(cardId: string): Promise<unknown> {
  const em = database.fork();
  await em.begin();
  const before = 'create temporary table before on commit drop as select * from card_total';
  await em.execute(before);
  await checkWithin(em, cardId);
  const [row] = await em.execute<{ share: number }[]>(
    'select share from card_total join before using (share) where card_total.visits > before.visits',
  );
  await em.rollback();
  return row?.share;
}

/** Inserts a card whose checks are added to another row. */
async function insertElsewhere(share: unknown): Promise<{ id: string }> {
  const card = await insertCard(database);
  return (await shareOf(card.id)) === share ? insertElsewhere(share) : card;
}
