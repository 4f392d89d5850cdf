import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import type { Verdict } from '../../../src/features/verification/verdict.ts';
import type { Verify } from '../../../src/features/verification/verifier.ts';
import { type InsertedCard, insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';
import { WAYS } from './ways.ts';

let testDatabase: TestDatabase;
let database: Database;
let card: InsertedCard;
let updateId = 0;
let personId = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());
beforeEach(async () => {
  card = await insertCard(database);
});

/** What the card's row says of its visits. */
async function counted(): Promise<unknown> {
  const [row] = await rowsOf(database, 'select checks, visits, people from card where id = ?', [
    card.id,
  ]);
  return row;
}

/** Lets the time since all visits of the card pass: `ago` is an interval of SQL. */
async function moveBack(ago: string): Promise<void> {
  const back = `- interval '${ago}'`;
  await rowsOf(
    database,
    `update card_visitor set last_at = last_at ${back}, before_at = before_at ${back} where card_id = ?`,
    [card.id],
  );
  await rowsOf(
    database,
    `update card set first_visit_at = first_visit_at ${back}, last_visit_at = last_visit_at ${back},
       newcomers = array(select at ${back} from unnest(newcomers) as at) where id = ?`,
    [card.id],
  );
}

describe.each(Object.entries(WAYS))('a check %s', (_, verifierOf) => {
  let verifyBy: Verify;
  beforeAll(() => {
    verifyBy = verifierOf(database);
  });
  const newPerson = () => {
    personId += 1;
    return personId;
  };

  async function check(by = newPerson(), isCounted = true, code = card.code): Promise<Verdict> {
    updateId += 1;
    const checked = await verifyBy({
      id: { botId: 42, updateId },
      person: { id: by, firstName: 'Vera', lastName: null, username: null, languageCode: null },
      code,
      payload: {},
      isCounted,
    });
    if (checked === null) throw new Error('a duplicate');
    return checked.verdict;
  }

  async function countsAfter(verdict: Promise<Verdict>) {
    const found = await verdict;
    if (found.type !== 'found') throw new Error(found.type);
    return found.card.counts;
  }

  test('less than 30 minutes after the one before goes on with a visit, a later one begins another', async () => {
    const vera = newPerson();
    await check(vera);
    await moveBack('29 minutes');
    await check(vera);
    expect(await counted()).toEqual({ checks: 2, visits: 1, people: 1 });
    await moveBack('29 minutes');
    await check(vera);
    expect(await counted()).toEqual({ checks: 3, visits: 1, people: 1 });
    await moveBack('31 minutes');
    await check(vera);
    expect(await counted()).toEqual({ checks: 4, visits: 2, people: 1 });
  });

  test('a hundred by fifty people at the same moment are fifty visits of fifty people', async () => {
    const people = Array.from({ length: 50 }, newPerson);
    const verdicts = await Promise.all([...people, ...people].map((by) => check(by)));
    expect(await counted()).toEqual({ checks: 100, visits: 50, people: 50 });
    const [rows] = await rowsOf(
      database,
      'select count(*)::int as people, sum(visits)::int as visits from card_visitor where card_id = ?',
      [card.id],
    );
    expect(rows).toEqual({ people: 50, visits: 50 });
    const most = verdicts.map((each) => (each.type === 'found' ? each.card.counts.visits : 0));
    expect(Math.max(...most)).toBe(50);
  });

  test("that is an admin's is logged, and counts for nothing", async () => {
    const counts = await countsAfter(check(newPerson(), false));
    expect(counts).toEqual({
      ...{ visits: 0, people: 0, firstAt: null, lastAt: null, ownAt: null, rush: null },
    });
    expect(await counted()).toEqual({ checks: 1, visits: 0, people: 0 });
    const log = await rowsOf(database, 'select from verification where card_id = ?', [card.id]);
    expect(log).toHaveLength(1);
  });

  test('tells when the card was checked first and last, and when by this person', async () => {
    const vera = newPerson();
    const first = await countsAfter(check(vera));
    expect(first).toMatchObject({ visits: 1, people: 1, lastAt: null, ownAt: null });
    await moveBack('3 days');
    await check();
    await moveBack('2 days');
    const again = await countsAfter(check(vera));
    expect(again).toMatchObject({ visits: 3, people: 2 });
    const ago = (at: Date | null) => Math.round((Date.now() - Number(at)) / 86_400_000);
    expect([again.firstAt, again.lastAt, again.ownAt].map(ago)).toEqual([5, 2, 5]);
  });

  test('after a clock that had jumped begins a visit, and is the last', async () => {
    const vera = newPerson();
    await check(vera);
    await moveBack('-2 years');
    await check(vera);
    await check(vera);
    expect(await counted()).toEqual({ checks: 3, visits: 2, people: 1 });
  });

  test('by ten new people within a week is said to be many, and not when they came over months', async () => {
    for (let n = 1; n < 10; n++) expect((await countsAfter(check())).rush).toBeNull();
    expect((await countsAfter(check())).rush).toMatchObject({ people: 10 });
    await moveBack('8 days');
    expect((await countsAfter(check())).rush).toBeNull();
  });

  test('keeps when each of the last fifty people came, and not more', async () => {
    await rowsOf(
      database,
      `update card set newcomers = array(select now() - interval '1 year' from generate_series(1, 49)) where id = ?`,
      [card.id],
    );
    await Promise.all(Array.from({ length: 3 }, () => check()));
    const [row] = await rowsOf(
      database,
      `select cardinality(newcomers) as kept,
         (select count(*)::int from unnest(newcomers) as at where at > now() - interval '1 day') as new
       from card where id = ?`,
      [card.id],
    );
    expect(row).toEqual({ kept: 50, new: 3 });
  });

  test('counts somebody who is new once among the people, and each unknown code', async () => {
    const sums = async () => {
      const [row] = await rowsOf(
        database,
        'select sum(people)::int as people, sum(unknown_codes)::int as codes from visitor_total',
      );
      return { people: Number(row?.people), codes: Number(row?.codes) };
    };
    const before = await sums();
    const vera = newPerson();
    await check(vera, true, createCode());
    expect(await sums()).toEqual({ people: before.people, codes: before.codes + 1 });
    await check(vera);
    await check(vera, true, (await insertCard(database)).code);
    await check(newPerson(), false);
    await check();
    expect(await sums()).toEqual({ people: before.people + 2, codes: before.codes + 1 });
  });
});
