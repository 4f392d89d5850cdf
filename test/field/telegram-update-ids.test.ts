import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { verifyMany } from '../../src/features/verification/verify-many.ts';
import { purgeTakenUpdates } from '../../src/updates/finish-updates.ts';
import { takeUpdate, takeUpdateWithin } from '../../src/updates/take-update.ts';
import { comesAfterAnother } from '../../src/updates/waiting-updates.ts';
import { asks } from '../support/data/asked.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

const KIND = 'update ids that begin anew';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());
beforeEach(() => rowsOf(database, 'truncate taken_update, verification, person'));

/** What a month does: nothing is taken any more, and all that stays was written a month ago. */
async function letAMonthPass(): Promise<void> {
  await purgeTakenUpdates(database);
  await rowsOf(database, 'delete from taken_update');
}

/** What a week does to a bot that was not running: nobody has cleaned up. */
async function letAWeekPassUnattended(): Promise<void> {
  await rowsOf(database, "update taken_update set taken_at = now() - interval '8 days'");
}

async function countedOf(cardId: string): Promise<unknown> {
  const [row] = await rowsOf(
    database,
    `select checks, (select count(*)::int from verification where card_id = card.id) as logged
     from card where id = ?`,
    [cardId],
  );
  return row;
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'a check whose id another check had a month ago',
    outcome: 'the card is checked and counted, and both checks stay in the log',
  },
  async () => {
    const card = await insertCard(database);
    const [early, late] = [asks(card.code), asks(card.code)];
    await verify(database, early);
    await letAMonthPass();
    const checked = await verify(database, { ...late, id: early.id });
    expect(checked).toMatchObject({ verdict: { type: 'found', card: { checks: 2 } } });
    expect(await countedOf(card.id)).toEqual({ checks: 2, logged: 2 });
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'twenty checks at the same moment, whose ids other checks had a month ago',
    outcome: 'each of them is checked and counted',
  },
  async () => {
    const card = await insertCard(database);
    const early = Array.from({ length: 20 }, () => asks(card.code));
    await verifyMany(database, early);
    await letAMonthPass();
    const late = early.map(({ id }) => ({ ...asks(card.code), id }));
    const outcomes = await verifyMany(database, late);
    const expected = late.map((_, n) => ({ verdict: { card: { checks: 21 + n } } }));
    expect(outcomes).toMatchObject(expected);
    expect(await countedOf(card.id)).toEqual({ checks: 40, logged: 40 });
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the log of checks has one id twice, and an older version of the bot writes beside',
    outcome: 'the older version’s checks are taken as well, each with a key of its own',
  },
  async () => {
    const card = await insertCard(database);
    for (let n = 0; n < 2; n++) {
      await rowsOf(
        database,
        `insert into verification
           (bot_id, update_id, card_id, person_id, first_name, last_name, username)
         select 1, 117000000, id, 7, 'V', null, null from card where id = ?`,
        [card.id],
      );
    }
    const keys = await rowsOf(database, 'select id from verification where id is not null');
    expect(new Set(keys.map(({ id }) => id)).size).toBe(2);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the bot was off for a week, and an update has the id of one that it took before that',
    outcome: 'it is no repetition: a check, a reply and an admin’s step are each taken once',
  },
  async () => {
    const card = await insertCard(database);
    const early = Array.from({ length: 3 }, () => asks(card.code));
    const [check, together, reply] = early as [
      (typeof early)[0],
      (typeof early)[0],
      (typeof early)[0],
    ];
    const admin = asks(card.code);
    await verifyMany(database, early);
    await takeUpdate(database, admin.id, admin.person, null);
    await letAWeekPassUnattended();
    const take = {
      check: () => verify(database, check),
      together: async () => (await verifyMany(database, [together]))[0],
      reply: () => takeUpdate(database, reply.id, reply.person, { kind: 'help' }),
      admin: () =>
        database.fork().transactional((em) => takeUpdateWithin(em, admin.id, admin.person)),
    };
    expect(await take.check()).toMatchObject({ verdict: { type: 'found' } });
    expect(await take.together()).toMatchObject({ verdict: { type: 'found' } });
    expect(await take.reply()).not.toBeNull();
    expect(await take.admin()).toBe(true);
    const again = [
      await take.check(),
      await take.together(),
      await take.reply(),
      await take.admin(),
    ];
    expect(again).toEqual([null, 'duplicate', null, false]);
    const rows = await rowsOf(
      database,
      `select payload, admin_id::int as admin, finished_at is null as waits,
         taken_at > now() - interval '1 hour' as is_new
       from taken_update order by update_id`,
    );
    expect(rows).toEqual([
      { payload: check.payload, admin: null, waits: true, is_new: true },
      { payload: together.payload, admin: null, waits: true, is_new: true },
      { payload: { kind: 'help' }, admin: null, waits: true, is_new: true },
      { payload: null, admin: admin.person.id, waits: true, is_new: true },
    ]);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'a person’s last update of a month ago has the id of another person’s that waits now',
    outcome: 'the person is answered at once, and not after the other one',
  },
  async () => {
    const early = asks('');
    const payloadOf = ({ person }: typeof early) => ({ personId: person.id });
    await takeUpdate(database, early.id, early.person, payloadOf(early));
    await letAMonthPass();
    const stranger = asks('');
    await takeUpdate(database, early.id, stranger.person, payloadOf(stranger));
    const next = asks('').id;
    const taken = await takeUpdate(database, next, early.person, payloadOf(early));
    expect(taken?.after).toEqual(early.id);
    expect(await comesAfterAnother(database, next)).toBe(false);
  },
);
