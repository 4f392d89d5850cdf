import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { lookUp, UNKNOWN_CODES_PER_HOUR } from '../../../src/features/verification/verdict.ts';
import type { Verify } from '../../../src/features/verification/verifier.ts';
import type { UpdateId } from '../../../src/updates/take-update.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';
import { WAYS } from './ways.ts';

const BOT_ID = 42;

let testDatabase: TestDatabase;
let database: Database;
let updateId = 0;
let personId = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function nextUpdate() {
  updateId += 1;
  return { botId: BOT_ID, updateId };
}

async function addCard(status = 'active'): Promise<{ id: string; code: string }> {
  const [id, code] = [randomUUID(), createCode()];
  await database.fork().execute(
    `insert into card (id, code, name, description, status, registered_by)
       values (?, ?, 'Dragon', '', ?, 1)`,
    [id, code, status],
  );
  return { id, code };
}

async function rows(sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  return database.fork().execute(sql, values);
}

describe.each(Object.entries(WAYS))('a check %s', (_, verifyWith) => {
  let verifyOne: Verify;
  beforeAll(() => {
    verifyOne = verifyWith(database);
  });
  const check = (id: UpdateId, personId: number, code: string) =>
    verifyOne({
      id,
      person: {
        id: personId,
        firstName: 'Vera',
        lastName: 'Petrova',
        username: 'vera',
        languageCode: 'ru',
      },
      code,
      payload: {},
    });

  describe('of a known code', () => {
    test('counts and logs who checked, and keeps the person', async () => {
      const card = await addCard();
      personId += 1;
      const checked = await check(nextUpdate(), personId, card.code);
      expect(checked?.verdict).toMatchObject({
        type: 'found',
        card: { id: card.id, checks: 1, name: 'Dragon' },
      });
      expect(await rows('select * from verification where card_id = ?', [card.id])).toMatchObject([
        { person_id: `${personId}`, first_name: 'Vera', last_name: 'Petrova', username: 'vera' },
      ]);
      expect(
        await rows('select messages, language_code from person where id = ?', [personId]),
      ).toEqual([{ messages: 1, language_code: 'ru' }]);
    });

    test('a hundred at the same moment count a hundred', async () => {
      const card = await addCard();
      const checks = Array.from({ length: 100 }, (_, n) =>
        check(nextUpdate(), 1000 + n, card.code),
      );
      const verdicts = await Promise.all(checks);
      const counts = verdicts.map(
        (each) => each?.verdict.type === 'found' && each.verdict.card.checks,
      );
      expect(counts.toSorted((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
      const [logged] = await rows('select count(*)::int as n from verification where card_id = ?', [
        card.id,
      ]);
      expect(logged).toEqual({ n: 100 });
    });

    test('the same update ten times at once counts once and is answered once', async () => {
      const card = await addCard();
      const id = nextUpdate();
      const verdicts = await Promise.all(Array.from({ length: 10 }, () => check(id, 8, card.code)));
      expect(verdicts.filter((verdict) => verdict !== null)).toHaveLength(1);
      expect(await rows('select checks from card where id = ?', [card.id])).toEqual([
        { checks: 1 },
      ]);
    });

    test.each(['draft', 'suspended'])('of a %s card says so and is counted too', async (status) => {
      const card = await addCard(status);
      const checked = await check(nextUpdate(), 9, card.code);
      expect(checked?.verdict).toMatchObject({ type: 'found', card: { status, checks: 1 } });
    });

    test('given again looks up without counting', async () => {
      const card = await addCard();
      expect(await lookUp(database, card.code)).toMatchObject({
        type: 'found',
        card: { checks: 0 },
      });
      expect(await lookUp(database, createCode())).toEqual({ type: 'unknown' });
    });
  });

  describe('of unknown codes', () => {
    beforeEach(() => {
      personId += 1;
    });
    const guess = () => check(nextUpdate(), personId, createCode());

    async function guessUpToTheLimit(): Promise<void> {
      for (let n = 0; n < UNKNOWN_CODES_PER_HOUR; n++) {
        expect((await guess())?.verdict).toEqual({ type: 'unknown' });
      }
    }

    test('beyond twenty in an hour are answered "later" with the time when the first is an hour old', async () => {
      await guessUpToTheLimit();
      const verdict = (await guess())?.verdict;
      expect(verdict?.type).toBe('limited');
      const [row] = await rows(
        "select unknown_at[1] + interval '1 hour' as until from person where id = ?",
        [personId],
      );
      expect(verdict).toMatchObject({ type: 'limited', until: new Date(String(row?.until)) });
    });

    test('of the same moment are counted one after the other', async () => {
      const verdicts = await Promise.all(Array.from({ length: 30 }, guess));
      expect(verdicts.filter((each) => each?.verdict.type === 'unknown')).toHaveLength(
        UNKNOWN_CODES_PER_HOUR,
      );
    });

    test('do not keep right codes from being answered', async () => {
      await guessUpToTheLimit();
      const card = await addCard();
      const checked = await check(nextUpdate(), personId, card.code);
      expect(checked?.verdict.type).toBe('found');
    });

    test('are forgotten after an hour', async () => {
      await guessUpToTheLimit();
      await rows(
        `update person set unknown_at = array(select at - interval '61 minutes' from unnest(unknown_at) as at)
       where id = ?`,
        [personId],
      );
      expect((await guess())?.verdict).toEqual({ type: 'unknown' });
    });
  });
});
