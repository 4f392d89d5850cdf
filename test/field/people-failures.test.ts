import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';

const KIND = 'errors in the handling of errors';
const APOLOGY = 'Something went wrong';
const SWEPT = { timeout: 30_000 };

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterEach(() =>
  rowsOf(
    bot.database,
    `drop trigger if exists refuses_ann on person; drop trigger if exists refuses_apology on taken_update;
     drop trigger if exists refuses_block on person`,
  ),
);
afterAll(() => bot.close());

/** Has the database refuse rows, as one does that cannot hold what a person is called. */
async function refuse(
  trigger: { name: string; table: string; when: string },
  sqlState: string,
): Promise<void> {
  const { name, table, when } = trigger;
  await rowsOf(
    bot.database,
    `create or replace function ${name}() returns trigger language plpgsql as $$
       begin raise exception 'not here' using errcode = '${sqlState}'; end $$;
     create trigger ${name} before insert or update on ${table}
       for each row when (${when}) execute function ${name}()`,
  );
}

const refuseAnn = (sqlState: string) =>
  refuse({ name: 'refuses_ann', table: 'person', when: "new.first_name = 'Ann'" }, sqlState);

const pending = () => bot.playground.pending();

function lines(code: string): Record<string, unknown>[] {
  return bot.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.code === code);
}

fieldCase(
  'people',
  {
    kind: KIND,
    input:
      'a customer whose name the database refuses scans a card, and 110 others write behind her',
    outcome: 'she reads that something went wrong, all the others are answered',
  },
  async () => {
    await refuseAnn('22021');
    const { code } = await insertCard(bot.database);
    const ann = await bot.playground.customer({ first_name: 'Ann' });
    const others = await Promise.all(
      Array.from({ length: 110 }, () => bot.playground.customer({ first_name: 'Ben' })),
    );
    await bot.whileStopped(async () => {
      await ann.send(`/start ${code}`);
      for (const other of others) await other.send('/start');
    });
    await ann.waitFor(APOLOGY, SWEPT);
    await Promise.all(others.map((other) => other.waitFor('Hello', SWEPT)));
    await eventually(pending).toBe(0);
    expect(lines('update_failed').at(-1)).toMatchObject({ level: 'error', sqlState: '22021' });
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'the same, and the database refuses to note the apology as well',
    outcome: 'she reads that something went wrong, the next is answered, the log names both',
  },
  async () => {
    await refuseAnn('23514');
    await refuse(
      {
        name: 'refuses_apology',
        table: 'taken_update',
        when: "new.payload #>> '{reply,kind}' = 'failed'",
      },
      '22021',
    );
    const [ann, ben] = [
      await bot.playground.customer({ first_name: 'Ann' }),
      await bot.playground.customer({ first_name: 'Ben' }),
    ];
    await ann.send('/start');
    await ben.send('/start');
    await ann.waitFor(APOLOGY);
    await ben.waitFor('Hello');
    await eventually(pending).toBe(0);
    expect(lines('update_failed').at(-1)).toMatchObject({ level: 'error', sqlState: '23514' });
    expect(lines('apology_not_noted')).toMatchObject([{ level: 'error', sqlState: '22021' }]);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'a row that only her messages need is held for ever, while others are answered',
    outcome: 'after ten minutes she reads that something went wrong, and her update is done with',
  },
  async () => {
    await refuseAnn('55P03');
    const [ann, ben] = [
      await bot.playground.customer({ first_name: 'Ann' }),
      await bot.playground.customer({ first_name: 'Ben' }),
    ];
    await ann.send('/start');
    await eventually(() => lines('update_deferred').length).toBeGreaterThan(0);
    await ben.send('/start');
    await ben.waitFor('Hello');
    await eventually(pending).toBe(0);
    await rowsOf(
      bot.database,
      "update deferred_update set tries = 4, deferred_at = now() - interval '11 minutes'",
    );
    await ann.waitFor(APOLOGY, SWEPT);
    await eventually(() => rowsOf(bot.database, 'select lane from deferred_update')).toEqual([]);
    expect(lines('update_failed').at(-1)).toMatchObject({ sqlState: '55P03', tries: 5 });
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'an answer reaches nobody, and that cannot be noted',
    outcome: 'the answer is done with and not tried again, the log says so',
  },
  async () => {
    await refuse(
      { name: 'refuses_block', table: 'person', when: 'new.blocked_at is not null' },
      '23514',
    );
    const { customer, playground } = bot;
    await playground.fault({ method: 'sendMessage', kind: 'error', error_code: 403 });
    await customer.send('/start');
    await eventually(() => lines('block_not_noted')).toMatchObject([{ level: 'warn' }]);
    await eventually(() =>
      rowsOf(bot.database, 'select update_id from taken_update where finished_at is null'),
    ).toEqual([]);
    await customer.send('/start');
    await customer.waitFor('Hello');
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'an answer fails each time that it is tried, for more than ten minutes',
    outcome: 'the person reads that something went wrong, and it is not tried again',
  },
  async () => {
    const { customer, playground } = bot;
    await customer.send('/start');
    await customer.waitFor('Hello');
    const apology = customer.waitForEvent(
      'message',
      ({ message }) => message.text?.includes(APOLOGY) === true,
      SWEPT,
    );
    const payload = { personId: customer.id, languageCode: 'en', reply: { kind: 'of a past' } };
    const { result: me } = await playground.api('getMe');
    await rowsOf(
      bot.database,
      `insert into taken_update (bot_id, update_id, payload, taken_at)
       values (?, 1, ?, now() - interval '11 minutes')`,
      [me.id, JSON.stringify(payload)],
    );
    await apology;
    await eventually(() =>
      rowsOf(bot.database, 'select update_id from taken_update where finished_at is null'),
    ).toEqual([]);
    expect(lines('answer_given_up')).toHaveLength(1);
  },
);
