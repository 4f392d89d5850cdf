import { describe, expect, type TestContext, test, vi } from 'vitest';
import type { Call } from '../../playground/bot-api/calls.ts';
import { createDurableBot, type DurableBot, PATIENCE } from '../support/bot/durable-bot.ts';
import { SLOW_DOWN } from '../support/bot/floods.ts';
import { insertCard } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

const PEOPLE = 300;

/** Messages a second, for the bot and for its Telegram; so many calls are under way at most. */
const PACE = 30;

/** Checks of one card wait for each other in the database, and some overtake others; nobody goes before half the crowd. */
const MOST_OVERTAKEN = PEOPLE / 2;

/** What an admin waits for at most goes before so many others: two seconds of the pace. */
const MOST_BEFORE_ADMIN = 2 * PACE;

/** So many answers are in hand at most, whoever waits. */
const MOST_IN_HAND = 256;

/** What one answer costs at most, with all that the bot does beside it meanwhile. */
const MOST_COMMITS = 6;
const MOST_LINES = 2;

/** Far more calls than are made while Telegram is in trouble. */
const ALL_CALLS = 1_000_000;

/** A bot before a Telegram with limits, a card, and people who have written nothing yet. */
interface Crowd {
  readonly bot: DurableBot;
  readonly people: readonly Phone[];
  readonly code: string;
  /** The messages that reached somebody, in order. */
  sent(): Promise<Call[]>;
  /** Has everybody ask for the card, one after the other, and returns their ids in this order. */
  ask(): Promise<number[]>;
  /** Resolves when so many checks are taken. */
  untilChecked(checks: number): Promise<void>;
  /** Resolves when each of these has a message. */
  untilAnswered(ids: readonly number[]): Promise<void>;
  commits(): Promise<number>;
}

async function gather(context: TestContext, size: number): Promise<Crowd> {
  const env = { MESSAGES_PER_SECOND: String(PACE), LOG_LEVEL: 'info' };
  const bot = await createDurableBot(context, { env, playground: { rateLimits: true } });
  const { code } = await insertCard(bot.database(), { name: 'Griffin' });
  const people: Phone[] = [];
  for (let n = 0; n < size; n++) {
    people.push(await bot.playground.customer({ language_code: 'en' }));
  }
  const sent = async () => (await bot.playground.calls('sendMessage')).filter(({ ok }) => ok);
  return {
    bot,
    people,
    code,
    sent,
    async ask() {
      for (const phone of people) await phone.send(code);
      return people.map(({ id }) => id);
    },
    async untilChecked(checks) {
      await vi.waitFor(
        async () => expect(await bot.rows('select checks from card')).toEqual([{ checks }]),
        PATIENCE,
      );
    },
    async untilAnswered(ids) {
      await vi.waitFor(async () => {
        const reached = new Set((await sent()).map(({ chat_id }) => chat_id));
        expect(ids.filter((id) => !reached.has(id))).toEqual([]);
      }, PATIENCE);
    },
    async commits() {
      const [row] = await bot.rows<{ commits: string }>(
        'select xact_commit as commits from pg_stat_database where datname = current_database()',
      );
      return Number(row?.commits);
    },
  };
}

/** How many calls met the only fault that was ordered. */
async function callsInVain({ playground }: DurableBot): Promise<number> {
  const [fault] = await playground.faultsToCome();
  return ALL_CALLS - (fault?.remaining ?? 0);
}

async function refusedOf({ playground }: DurableBot): Promise<{ refused: number; made: number }> {
  const calls = await playground.calls('sendMessage');
  const refused = calls.filter(({ error_code }) => error_code === 429);
  return { refused: refused.length, made: calls.length };
}

async function expectFewRefused(bot: DurableBot): Promise<void> {
  const { refused, made } = await refusedOf(bot);
  expect(refused).toBeLessThanOrEqual(made / 50);
}

describe(`${PEOPLE} people who scan one code at once, before a Telegram that takes ${PACE} messages a second`, () => {
  test('are answered once each, in the order in which they asked, and cost little', async (context) => {
    const { bot, people, sent, ask, untilChecked, untilAnswered, commits } = await gather(
      context,
      PEOPLE,
    );
    const [linesBefore, commitsBefore] = [bot.process().logged().length, await commits()];
    const asked = await ask();
    await untilChecked(PEOPLE);
    const [held] = await bot.rows<{ count: number }>(
      'select count(*)::int from taken_update where finished_at is null and due_at is not null',
    );
    // What was sent within the last second may not be noted yet.
    expect(held?.count).toBeLessThanOrEqual(MOST_IN_HAND + PACE);
    await untilAnswered(asked);
    const answered = (await sent()).map(({ chat_id }) => chat_id);
    expect(answered).toHaveLength(PEOPLE);
    for (const [place, chatId] of answered.entries()) {
      expect(Math.abs(asked.indexOf(chatId ?? 0) - place)).toBeLessThanOrEqual(MOST_OVERTAKEN);
    }
    await expectFewRefused(bot);
    await bot.untilSettled();
    expect((await commits()) - commitsBefore).toBeLessThanOrEqual(MOST_COMMITS * PEOPLE);
    expect(bot.process().logged().length - linesBefore).toBeLessThanOrEqual(MOST_LINES * PEOPLE);
    expect(await bot.playground.calls()).not.toContainEqual(
      expect.objectContaining({ method: 'sendChatAction', chat_id: people[0]?.id }),
    );
    reportOutcome(
      'crowd',
      [`${PEOPLE} people scan one code at once`],
      `each answered once, in order; at most 2 % of the calls refused; at most ${MOST_IN_HAND} in hand, and per person at most ${MOST_COMMITS} transactions and ${MOST_LINES} lines of the log`,
    );
  });

  test('do not keep an admin waiting, who goes before all that wait', async (context) => {
    const { bot, sent, ask, untilChecked, untilAnswered } = await gather(context, PEOPLE);
    const asked = await ask();
    await untilChecked(PEOPLE);
    const sentByThen = (await sent()).length;
    await bot.admin.send('/admin');
    await untilAnswered([...asked, bot.admin.id]);
    const place = (await sent()).findIndex(({ chat_id }) => chat_id === bot.admin.id);
    expect(place - sentByThen).toBeLessThanOrEqual(MOST_BEFORE_ADMIN);
    reportOutcome(
      'crowd',
      ['an admin writes in the middle of it'],
      `answered before all that wait: behind at most ${MOST_BEFORE_ADMIN} messages, which are two seconds`,
    );
  });

  test('are all answered when the process is killed with their answers in hand', async (context) => {
    const { bot, sent, ask, untilChecked, untilAnswered } = await gather(context, PEOPLE);
    const asked = await ask();
    await untilChecked(PEOPLE);
    await bot.process().kill();
    expect((await sent()).length).toBeLessThan(PEOPLE);
    await bot.start();
    await untilAnswered(asked);
    await bot.untilSettled();
    expect((await sent()).length).toBeLessThanOrEqual(PEOPLE + PACE);
    await expectFewRefused(bot);
    expect(await bot.rows('select checks from card')).toEqual([{ checks: PEOPLE }]);
    reportOutcome(
      'crowd',
      ['the process is killed with 300 answers to give'],
      `each answered, counted once; at most ${PACE} twice, whose call was under way or not noted yet`,
    );
  });
});

describe('a Telegram in trouble', () => {
  const SOME = 100;

  test('that answers nobody with 502 is asked by few calls, and everybody is answered once when it is back', async (context) => {
    const { bot, sent, ask, untilChecked, untilAnswered } = await gather(context, SOME);
    const trouble = { kind: 'error', error_code: 502, times: ALL_CALLS } as const;
    await bot.playground.fault({ method: 'sendMessage', ...trouble });
    const asked = await ask();
    await untilChecked(SOME);
    await vi.waitFor(
      async () => expect(await callsInVain(bot)).toBeGreaterThan(PACE / 2),
      PATIENCE,
    );
    expect(await callsInVain(bot)).toBeLessThanOrEqual(SOME);
    expect(await sent()).toEqual([]);
    await bot.playground.clearFaults();
    await untilAnswered(asked);
    await bot.untilSettled();
    expect(await sent()).toHaveLength(SOME);
    await expectFewRefused(bot);
    reportOutcome(
      'crowd',
      ['Telegram answers 502 to everything, and then works again'],
      'two calls a second find out; each answered once',
    );
  });

  test('that hangs has no more calls at a time than may be made in a second, and everybody is answered once when it goes on', async (context) => {
    const { bot, sent, ask, untilChecked, untilAnswered } = await gather(context, SOME);
    const trouble = { kind: 'hang', times: ALL_CALLS } as const;
    await bot.playground.fault({ method: 'sendMessage', ...trouble });
    const asked = await ask();
    await untilChecked(SOME);
    await vi.waitFor(async () => expect(await callsInVain(bot)).toBe(PACE), PATIENCE);
    await bot.playground.clearFaults();
    await untilAnswered(asked);
    await bot.untilSettled();
    expect(await sent()).toHaveLength(SOME);
    await expectFewRefused(bot);
    reportOutcome(
      'crowd',
      ['Telegram hangs, and then goes on'],
      `at most ${PACE} calls hang at a time; each person answered once`,
    );
  });
});

test('an update that cannot be taken yet keeps nobody waiting who wrote behind it', async (context) => {
  const { bot, ask, untilAnswered } = await gather(context, PEOPLE / 3);
  await bot.admin.send('/admin');
  await untilAnswered([bot.admin.id]);
  const [session] = await bot.rows('select version from admin_session');
  await bot.rows('update admin_session set version = 9999');
  await bot.admin.send('/add');
  await untilAnswered(await ask());
  await bot.rows('update admin_session set version = ?', [session?.version]);
  await bot.admin.waitFor('Step 1', PATIENCE);
  reportOutcome(
    'crowd',
    ['long polling, and an update that cannot be taken yet'],
    'all others answered; it is taken when it can be',
  );
});

test('somebody who floods changes nothing for others', async (context) => {
  const FLOOD = 200;
  const { bot, code, people, sent, ask, untilAnswered, commits } = await gather(context, 60);
  const commitsBefore = await commits();
  const [flooder, ...others] = people;
  if (flooder === undefined) throw new Error('nobody floods');
  for (let n = 0; n < FLOOD; n++) await flooder.send(code);
  const asked = await ask();
  await untilAnswered(asked);
  const beforeOthers = (await sent()).filter(({ chat_id }) => chat_id === flooder.id).length;
  expect(beforeOthers).toBeLessThan(FLOOD / 4);
  await flooder.waitFor(SLOW_DOWN, PATIENCE);
  await bot.untilSettled();
  const answered = (await sent()).filter(({ chat_id }) => chat_id !== flooder.id);
  expect(answered).toHaveLength(others.length);
  const updates = FLOOD + people.length;
  expect((await commits()) - commitsBefore).toBeLessThanOrEqual(MOST_COMMITS * updates);
  reportOutcome(
    'crowd',
    ['one person writes 200 times at once, and 60 others check'],
    `the others are answered once each; the one a few times, and is told once to slow down; per update at most ${MOST_COMMITS} transactions`,
  );
});
