import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { countLaterCheck, putOffCheck } from '../../../src/features/verification/later-check.ts';
import { UNKNOWN_CODES_PER_HOUR } from '../../../src/features/verification/verdict.ts';
import { takeToTell } from '../../../src/updates/slow-down.ts';
import { takeUpdate, type UpdateId } from '../../../src/updates/take-update.ts';
import { claimUpdates } from '../../../src/updates/waiting-updates.ts';
import { type InsertedCard, insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';
import { eventually } from '../../support/waiting/eventually.ts';

let testDatabase: TestDatabase;
let database: Database;
let card: InsertedCard;
let personId = 0;
let updateId = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
beforeEach(async () => {
  personId += 1;
  card = await insertCard(database);
});
afterAll(() => testDatabase.close());

const WAITING_FOR_A_LOCK = `select from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;
const NOTICE = { reply: { kind: 'slow_down' } };

function person() {
  return { id: personId, firstName: 'Ann', lastName: 'B', username: null, languageCode: null };
}

function nextId(): UpdateId {
  updateId += 1;
  return { botId: 42, updateId };
}

/** Puts off the check of a code, as a new update unless told otherwise. */
async function putOff(code = card.code, { notice = null as unknown, id = nextId() } = {}) {
  const payload = { personId, reply: { kind: 'verdict', code, uncounted: true } };
  return { id, result: await putOffCheck(database, { id, person: person(), payload }, notice) };
}

const count = (id: UpdateId, code = card.code, isCounted = true) =>
  countLaterCheck(database, { id, personId, code, isCounted });

/** How often and by how many people the card was visited. */
const visits = () => rowsOf(database, 'select visits, people from card where id = ?', [card.id]);

/** How often the card was counted and logged, and the names in the log. */
function counted(): Promise<unknown> {
  return rowsOf(
    database,
    `select checks, array_remove(array_agg(first_name || ' ' || last_name), null) as by
     from card left join verification on card_id = card.id where card.id = ? group by card.id`,
    [card.id],
  );
}

async function unfinished(): Promise<unknown[]> {
  const rows = await rowsOf(
    database,
    `select update_id::int as id, due_at > now() as is_put_off from taken_update
     where finished_at is null and payload ->> 'personId' = ? order by update_id`,
    [String(personId)],
  );
  return rows.map(({ id, is_put_off }) => [id, is_put_off]);
}

describe('a check that is put off', () => {
  test('is not counted yet, and is not answered before things are calm', async () => {
    const { id, result } = await putOff();
    expect(result).toEqual({ isTold: false });
    expect(await counted()).toEqual([{ checks: 0, by: [] }]);
    expect(await unfinished()).toEqual([[id.updateId, true]]);
    expect(await claimUpdates(database, 10)).toEqual([]);
  });

  test('is counted once, with who asked, however often its answer is begun', async () => {
    const { id } = await putOff();
    expect(await count(id)).toMatchObject({ type: 'found', card: { checks: 1 } });
    // The process ended before it answered: the next one finds it counted.
    expect(await count(id)).toBe('counted');
    expect(await counted()).toEqual([{ checks: 1, by: ['Ann B'] }]);
    expect(await unfinished()).toHaveLength(1);
  });

  test('is a visit once it is counted, and not before', async () => {
    const { id } = await putOff();
    expect(await visits()).toEqual([{ visits: 0, people: 0 }]);
    await count(id);
    await count(id);
    expect(await visits()).toEqual([{ visits: 1, people: 1 }]);
  });

  test('is only logged when it is not to be counted', async () => {
    const { id } = await putOff();
    expect(await count(id, card.code, false)).toMatchObject({ check: { isCounted: false } });
    expect(await visits()).toEqual([{ visits: 0, people: 0 }]);
    expect(await counted()).toEqual([{ checks: 1, by: ['Ann B'] }]);
  });

  test('is the last of a person, and the one before is not answered', async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push((await putOff()).id);
    const [last] = ids.slice(-1);
    expect(await unfinished()).toEqual([[last?.updateId, true]]);
    for (const id of ids.slice(0, -1)) expect(await count(id)).toBe('replaced');
    expect(await counted()).toEqual([{ checks: 0, by: [] }]);
  });

  test('is the only one that counts of those that came at the same moment', async () => {
    await takeUpdate(database, nextId(), person(), null);
    const em = database.fork();
    await em.begin();
    await em.execute('select from person where id = ? for update', [personId]);
    const putting = [putOff(), putOff(), putOff()];
    await eventually(async () => (await rowsOf(database, WAITING_FOR_A_LOCK)).length).toBe(3);
    await em.commit();
    const found = [];
    for (const { id } of await Promise.all(putting)) found.push(await count(id));
    expect(found.filter((one) => typeof one === 'object')).toHaveLength(1);
    expect(await counted()).toEqual([{ checks: 1, by: ['Ann B'] }]);
  });

  test('changes nothing when it is delivered again, before or after it was counted', async () => {
    const { id } = await putOff();
    expect((await putOff(card.code, { id })).result).toBeNull();
    expect(await unfinished()).toEqual([[id.updateId, true]]);
    await count(id);
    expect((await putOff(card.code, { id })).result).toBeNull();
    expect(await count(id)).toBe('counted');
  });

  test('that was counted is not given up for a later one', async () => {
    const first = await putOff();
    await count(first.id);
    const second = await putOff();
    expect(await unfinished()).toEqual([
      [first.id.updateId, true],
      [second.id.updateId, true],
    ]);
    expect(await count(first.id)).toBe('counted');
  });

  test('of an unknown code is bound by the limit of them', async () => {
    const found = [];
    for (let n = 0; n <= UNKNOWN_CODES_PER_HOUR; n++) {
      const code = createCode();
      const { id } = await putOff(code);
      found.push(await count(id, code));
    }
    expect(found.slice(0, -1)).toEqual(Array(UNKNOWN_CODES_PER_HOUR).fill({ type: 'unknown' }));
    expect(found.at(-1)).toMatchObject({ type: 'limited' });
  });
});

describe('a request to slow down', () => {
  const tell = (id = nextId()) => takeToTell(database, id, { personId, payload: NOTICE });

  test('is made once a minute by all processes together', async () => {
    await takeUpdate(database, nextId(), person(), null);
    const told = await Promise.all([tell(), tell(), tell()]);
    expect(told.filter(Boolean)).toHaveLength(1);
    expect((await putOff()).result).toEqual({ isTold: false });
    await rowsOf(
      database,
      `update person set told_to_slow_down_at = now() - interval '61 seconds' where id = ?`,
      [personId],
    );
    expect(await tell()).toBe(true);
  });

  test('goes in the place of the check that a later one replaces, once', async () => {
    const first = await putOff(card.code, { notice: NOTICE });
    expect(first.result).toEqual({ isTold: false });
    const second = await putOff(card.code, { notice: NOTICE });
    expect(second.result).toEqual({ isTold: true });
    expect(await claimUpdates(database, 10)).toContainEqual(
      expect.objectContaining({ id: first.id, payload: NOTICE }),
    );
    const third = await putOff(card.code, { notice: NOTICE });
    expect(third.result).toEqual({ isTold: false });
    expect(await claimUpdates(database, 10)).toEqual([]);
    expect(await count(third.id)).toMatchObject({ type: 'found' });
  });
});
