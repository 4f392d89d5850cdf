import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verify } from '../../src/features/verification/verify.ts';
import { deferUpdates } from '../../src/updates/deferred-updates.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { createTestDatabase } from '../support/servers/test-database.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** What docs/operations.md has an operator run to erase a person. */
function erasing(person: number): string {
  const section = page.slice(page.indexOf('## Personal data'));
  const [, sql = ''] = /```sql\n(.*?)```/s.exec(section) ?? [];
  return sql.replaceAll(':person', String(person));
}

test('a person who is erased as the manual says is in no table, and cards keep their number of checks', async () => {
  await using stack = new AsyncDisposableStack();
  const { database, close } = await createTestDatabase();
  stack.defer(close);
  const { id: cardId, code } = await insertCard(database);
  const check = (updateId: number, id: number, firstName: string) => {
    const names = { lastName: `${firstName}son`, username: firstName, languageCode: 'en' };
    return verify(database, {
      id: { botId: 1, updateId },
      person: { id, firstName, ...names },
      code,
      payload: { personId: id },
    });
  };
  for (const updateId of [1, 2]) await check(updateId, 700_001, 'Zelda');
  await check(3, 700_002, 'Quentin');
  await deferUpdates(database, 1, [
    { id: 4, lane: '700001', raw: { message: { text: 'from Zelda' } } },
    { id: 5, lane: '700002', raw: { message: { text: 'from Quentin' } } },
  ]);

  await database.fork().execute(erasing(700_001));

  const everything = await Promise.all(
    ['person', 'verification', 'card_visitor', 'taken_update', 'deferred_update', 'card'].map(
      (table) => rowsOf(database, `select to_jsonb(each) as row from ${table} as each`),
    ),
  );
  const written = JSON.stringify(everything);
  expect(written).not.toMatch(/Zelda|700001/);
  expect(written).toMatch(/Quentin/);
  expect(written).toMatch(/from Quentin/);
  expect(
    await rowsOf(
      database,
      `select checks, visits, people, (select count(*)::int from verification where card_id = card.id) as logged
       from card where id = ?`,
      [cardId],
    ),
  ).toEqual([{ checks: 3, visits: 2, people: 2, logged: 3 }]);
});

test('the manual names every table that knows people', async () => {
  await using stack = new AsyncDisposableStack();
  const { database, close } = await createTestDatabase();
  stack.defer(close);
  const found = await rowsOf(
    database,
    `select distinct table_name from information_schema.columns
     where table_schema = current_schema()
       and column_name in ('person_id', 'admin_id', 'first_name', 'registered_by', 'lane')`,
  );
  const section = page.slice(page.indexOf('## Personal data'), page.indexOf('## Dates and times'));
  for (const { table_name: name } of found) expect(section).toContain(`\`${name}`);
});
