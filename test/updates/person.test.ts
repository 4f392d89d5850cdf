import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import type { Database } from '../../src/database/database.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { verifyMany } from '../../src/features/verification/verify-many.ts';
import { languagesOf, markBlocked, type PersonNames } from '../../src/updates/person.ts';
import { takeUpdate, takeUpdateWithin, type UpdateId } from '../../src/updates/take-update.ts';
import { rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

let testDatabase: TestDatabase;
let database: Database;
let personId = 1000;
let lastUpdate = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());
beforeEach(() => {
  personId += 1;
});

function nextId(): UpdateId {
  lastUpdate += 1;
  return { botId: 42, updateId: lastUpdate };
}

function person(change: Partial<PersonNames> = {}): PersonNames {
  return {
    id: personId,
    firstName: 'Vera',
    lastName: 'Petrova',
    username: 'vera',
    languageCode: 'ru',
    ...change,
  };
}

async function row(): Promise<Record<string, unknown> | undefined> {
  const [found] = await rowsOf(database, 'select * from person where id = ?', [personId]);
  return found;
}

/** The ways in which an update is taken, all of which keep who wrote it. */
const WAYS: Readonly<Record<string, (id: UpdateId, who: PersonNames) => Promise<unknown>>> = {
  'with a reply': (id, who) => takeUpdate(database, id, who, { about: 'it' }),
  'into a session': (id, who) =>
    database.fork().transactional((em) => takeUpdateWithin(em, id, who)),
  'as a check': (id, person) => verify(database, { id, person, code: createCode(), payload: {} }),
  'as one of many checks': (id, person) =>
    verifyMany(database, [{ id, person, code: createCode(), payload: {} }]),
};

describe.each(Object.entries(WAYS))('an update that is taken %s', (_, take) => {
  test('keeps who wrote it', async () => {
    await take(nextId(), person());
    expect(await row()).toMatchObject({
      first_name: 'Vera',
      last_name: 'Petrova',
      username: 'vera',
      language_code: 'ru',
      messages: 1,
      blocked_at: null,
    });
  });

  test('counts the messages and takes on new names, and that they are gone', async () => {
    await take(nextId(), person());
    const first = await row();
    await take(
      nextId(),
      person({ firstName: 'V', lastName: null, username: null, languageCode: 'en' }),
    );
    expect(await row()).toMatchObject({
      first_name: 'V',
      last_name: null,
      username: null,
      language_code: 'en',
      messages: 2,
      first_seen: first?.first_seen,
    });
    expect(new Date(String((await row())?.last_seen)).getTime()).toBeGreaterThan(
      new Date(String(first?.last_seen)).getTime(),
    );
  });

  test('a second time counts nothing', async () => {
    const id = nextId();
    await take(id, person());
    await take(id, person({ firstName: 'Other' }));
    expect(await row()).toMatchObject({ first_name: 'Vera', messages: 1 });
  });

  test('says that the person does not block the bot any more', async () => {
    await take(nextId(), person());
    await markBlocked(database, personId);
    expect((await row())?.blocked_at).not.toBeNull();
    await take(nextId(), person());
    expect((await row())?.blocked_at).toBeNull();
  });

  test('fifty times at once by one person counts fifty', async () => {
    await Promise.all(Array.from({ length: 50 }, () => take(nextId(), person())));
    expect(await row()).toMatchObject({ messages: 50 });
  });

  test.each([
    ['markup', '<b>&amp;</b>'],
    ['SQL', "'); drop table person; --"],
    ['emoji', '👨‍👩‍👧‍👦'],
    ['nothing', ''],
  ])('keeps a name that is %s as it is', async (__, firstName) => {
    await take(nextId(), person({ firstName }));
    expect(await row()).toMatchObject({ first_name: firstName });
  });
});

describe('an update that wants a reply', () => {
  const check = (id: UpdateId) =>
    verify(database, { id, person: person(), code: createCode(), payload: {} });
  const take = (id: UpdateId) => takeUpdate(database, id, person(), {});

  test('tells which one of the same person was taken before it', async () => {
    const [first, second, third, fourth] = [nextId(), nextId(), nextId(), nextId()];
    expect(await check(first)).toMatchObject({ after: null });
    expect(await take(second)).toEqual({ after: first });
    expect(await check(third)).toMatchObject({ after: second });
    expect(await check(third)).toBeNull();
    expect(await take(third)).toBeNull();
    expect(await take(fourth)).toEqual({ after: third });
  });

  test('does not follow what was taken into a session, which a screen answers', async () => {
    const first = nextId();
    await take(first);
    await database.fork().transactional((em) => takeUpdateWithin(em, nextId(), person()));
    expect(await check(nextId())).toMatchObject({ after: first });
  });

  test('follows none of another person', async () => {
    await take(nextId());
    personId += 1000;
    expect(await take(nextId())).toEqual({ after: null });
  });
});

describe('a person who blocks the bot', () => {
  test('is marked with when that was first noticed', async () => {
    await takeUpdate(database, nextId(), person(), null);
    await markBlocked(database, personId);
    const first = (await row())?.blocked_at;
    await markBlocked(database, personId);
    expect((await row())?.blocked_at).toEqual(first);
  });

  test('who never wrote is nobody to mark', async () => {
    await markBlocked(database, personId);
    expect(await row()).toBeUndefined();
  });
});

test('the languages of people are those they last wrote with; who never wrote has none', async () => {
  await takeUpdate(database, nextId(), person(), null);
  await takeUpdate(database, nextId(), person({ id: personId + 500, languageCode: null }), null);
  const languages = await languagesOf(database, [personId, personId + 500, personId + 501]);
  expect(languages).toEqual(
    new Map([
      [personId, 'ru'],
      [personId + 500, null],
    ]),
  );
  expect(await languagesOf(database, [])).toEqual(new Map());
});
