import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ANSWERED_AT_ONCE,
  CALMED,
  type FloodWatch,
  SLOW_DOWN,
  watchFloods,
} from '../support/bot/floods.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

const FLOOD = 60;
/** Answers to one chat come a second apart. */
const LONG_MS = 180_000;

let bot: TestBot;
let floods: FloodWatch;

beforeAll(async () => {
  bot = await startTestBot();
  floods = watchFloods(bot);
});
afterAll(() => bot.close());

/** Gives the bot all of a person's messages at the same moment, as it finds them after a while away. */
async function flood(phone: Phone, texts: readonly string[], others: Phone[] = []): Promise<void> {
  await bot.whileStopped(async () => {
    for (const text of texts) await phone.send(text);
    for (const other of others) await other.send('/start');
  });
}

/** The codes of the log's lines about somebody. */
function linesAbout(phone: Phone): unknown[] {
  return bot.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ personId, code }) => personId === phone.id && String(code).startsWith('person_'))
    .map(({ code }) => code);
}

/** How many updates left a row in all. */
async function rowsInAll(): Promise<number> {
  const [row] = await rowsOf(bot.database, 'select count(*)::int as n from taken_update');
  return Number(row?.n);
}

describe('somebody who sends sixty messages at once', () => {
  test(
    'is answered a little and told once to slow down; all is taken, and others are answered',
    async () => {
      const flooder = await bot.playground.customer();
      const others = await Promise.all([1, 2, 3].map(() => bot.playground.customer()));
      const before = await rowsInAll();
      await flood(flooder, Array(FLOOD).fill('hello'), others);

      await Promise.all(others.map((other) => other.waitFor('Hello', CALMED)));
      await eventually(floods.pending).toBe(0);
      const answered = FLOOD - (await floods.silenced());
      expect(answered).toBeGreaterThanOrEqual(ANSWERED_AT_ONCE);
      expect(answered).toBeLessThan(FLOOD);
      await expect.poll(() => floods.answersTo(flooder), CALMED).toHaveLength(answered + 1);
      expect(await floods.answersWith(flooder, SLOW_DOWN)).toBe(1);
      expect(linesAbout(flooder)).toEqual(['person_floods']);
      expect((await rowsInAll()) - before).toBe(answered + 1 + others.length);
      await eventually(() => floods.waitingOf(flooder)).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'has the last code among them checked, once, when they are calm; and they are answered again',
    async () => {
      const flooder = await bot.playground.customer();
      const [first, last] = [await insertCard(bot.database), await insertCard(bot.database)];
      const texts = Array<string>(FLOOD).fill('hello');
      texts[50] = first.code;
      texts[55] = last.code;
      await flood(flooder, texts);

      await flooder.waitFor('registered in the system', CALMED);
      expect(await floods.checks(last.code)).toEqual({ checks: 1, logged: 1 });
      expect(await floods.checks(first.code)).toEqual({ checks: 0, logged: 0 });
      await eventually(() => floods.waitingOf(flooder)).toEqual([]);
      expect(await floods.answersWith(flooder, SLOW_DOWN)).toBe(1);
      expect(await floods.answersWith(flooder, 'registered in the system')).toBe(1);
      await flooder.send('/start');
      await flooder.waitFor('Hello');
      expect(linesAbout(flooder)).toEqual(['person_floods', 'person_calm']);
    },
    LONG_MS,
  );
});

test(
  'an admin is never silenced',
  async () => {
    const { admin } = bot;
    const many = ANSWERED_AT_ONCE + 5;
    await flood(admin, Array(many).fill('/id'));
    await expect.poll(() => floods.answersWith(admin, String(admin.id)), CALMED).toBe(many);
  },
  LONG_MS,
);
