import { afterAll, beforeAll, expect } from 'vitest';
import { createDurableBot, PATIENCE } from '../support/bot/durable-bot.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { createHeld } from '../support/waiting/held.ts';

const KIND = 'an update that cannot be taken yet, by long polling';
const OTHERS = 250;

let bot: TestBot;
let others: readonly Phone[];
beforeAll(async () => {
  bot = await startTestBot();
  others = await Promise.all(
    Array.from({ length: OTHERS }, () => bot.playground.customer({ language_code: 'en' })),
  );
}, 60_000);
afterAll(() => bot.close());

const keptBy = (rows: (sql: string) => Promise<unknown[]>) => () =>
  rows('select update_id from deferred_update');
const kept = () => keptBy((sql) => rowsOf(bot.database, sql))();

/** Has all others write behind what `first` sends, and waits until each is answered and all is confirmed. */
async function expectOthersAnswered(
  first: () => Promise<void>,
  { send, read }: { send: string; read: (other: Phone) => string },
): Promise<void> {
  await bot.whileStopped(async () => {
    await first();
    for (const other of others) await other.send(send);
  });
  await Promise.all(others.map((other) => other.waitFor(read(other), PATIENCE)));
  await eventually(() => bot.playground.pending()).toBe(0);
}

/** Holds a person's row by another connection; returns what releases it. */
async function holdRow({ id }: Phone): Promise<() => Promise<void>> {
  const held = createHeld();
  const holding = bot.database.fork().transactional(async (em) => {
    await em.execute('set local idle_in_transaction_session_timeout = 0');
    await em.execute('select from person where id = ? for update', [id]);
    await held.hold();
  });
  await held.reached;
  return async () => {
    held.release();
    await holding;
  };
}

/** What the bot said to somebody, the oldest first. */
async function saidTo(phone: Phone): Promise<string[]> {
  const messages = await phone.messages();
  return messages
    .filter(({ from }) => from?.is_bot)
    .map(({ text, caption }) => text ?? caption ?? '');
}

function lines(code: string, chat: number): unknown[] {
  return bot.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.code === code && line.chat === String(chat));
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: `the session of an admin is of a newer version, and ${OTHERS} others write behind the admin`,
    outcome: 'all others are answered; the admin is when the newer version takes over, in order',
  },
  async () => {
    const { admin, database } = bot;
    await admin.send('/admin');
    await admin.waitFor('Register a card');
    const [session] = await rowsOf(database, 'select version from admin_session');
    await rowsOf(database, 'update admin_session set version = 9999');
    await expectOthersAnswered(
      async () => {
        await admin.send('/cards');
        await admin.send('/add');
      },
      { send: '/id', read: ({ id }) => String(id) },
    );
    expect(await kept()).toHaveLength(2);
    await rowsOf(database, 'update admin_session set version = ?', [session?.version]);
    await admin.waitFor('Step 1', PATIENCE);
    await eventually(kept).toEqual([]);
    expect((await saidTo(admin)).join()).not.toContain('went wrong');
    await eventually(() => lines('deferred_taken', admin.id)).toHaveLength(1);
    expect(lines('update_deferred', admin.id)).toHaveLength(1);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: `the row of a customer is held by another connection, and ${OTHERS} others check a card behind her`,
    outcome: 'all others are answered; she is once it is released, once and in order',
  },
  async () => {
    const { customer, database } = bot;
    const { code } = await insertCard(database, { name: 'Griffin' });
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    const release = await holdRow(customer);
    try {
      await expectOthersAnswered(
        async () => {
          await customer.send(code);
          await customer.send('/start');
          await customer.send(code);
        },
        { send: code, read: () => 'Griffin' },
      );
      // Those who were checked together with her are taken by now, and only her updates are left.
      await eventually(kept).toHaveLength(3);
      expect(await saidTo(customer)).toHaveLength(1);
    } finally {
      await release();
    }
    await eventually(async () => (await saidTo(customer)).length).toBe(4);
    await eventually(kept).toEqual([]);
    const [, first, second, third] = await saidTo(customer);
    expect([first, third]).toEqual(Array(2).fill(expect.stringContaining('Griffin')));
    expect(second).toContain('Hello');
    expect(await rowsOf(database, 'select checks from card')).toEqual([{ checks: OTHERS + 2 }]);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the bot is stopped and started while an update waits for a row that is held',
    outcome: 'the person is answered once it is released, once and in order',
  },
  async () => {
    const [person] = others;
    if (person === undefined) throw new Error('there is nobody');
    const before = (await saidTo(person)).length;
    const release = await holdRow(person);
    try {
      await person.send('/start');
      await person.send('/id');
      await eventually(() => bot.playground.pending()).toBe(0);
      await bot.restart();
      await person.send('/start');
      await eventually(kept).toHaveLength(3);
    } finally {
      await release();
    }
    await eventually(async () => (await saidTo(person)).length).toBe(before + 3);
    await eventually(kept).toEqual([]);
    const [first, second, third] = (await saidTo(person)).slice(before);
    expect([first, third]).toEqual(Array(2).fill(expect.stringContaining('Hello')));
    expect(second).toContain(String(person.id));
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the process is killed while updates are kept for later',
    outcome: 'the next start takes them, in order',
  },
  async (context) => {
    const durable = await createDurableBot(context);
    const { admin, playground, rows } = durable;
    await admin.send('/admin');
    await admin.waitFor('Register a card', PATIENCE);
    const [session] = await rows('select version from admin_session');
    await rows('update admin_session set version = 9999');
    await admin.send('/cards');
    await admin.send('/add');
    await eventually(keptBy(rows)).toHaveLength(2);
    await eventually(() => playground.pending()).toBe(0);
    await durable.process().kill();
    await rows('update admin_session set version = ?', [session?.version]);
    await durable.start();
    await admin.waitFor('Step 1', PATIENCE);
    await eventually(keptBy(rows)).toEqual([]);
    await durable.untilSettled();
  },
);
