import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertCard, rowsOf } from '../support/cards.ts';
import { eventually } from '../support/eventually.ts';
import { readMetrics } from '../support/metrics.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

/** So many a person may write at once. */
const AT_ONCE = 20;
const FLOOD = 60;
const SLOW_DOWN = 'That was a lot at once';
const CALMED = { timeout: 60_000 };

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

/** Gives the bot all of a person's messages at the same moment, as it finds them after a while away. */
async function flood(phone: Phone, texts: readonly string[], others: Phone[] = []): Promise<void> {
  await bot.whileStopped(async () => {
    for (const text of texts) await phone.send(text);
    for (const other of others) await other.send('/start');
  });
}

async function pending(): Promise<number> {
  return (await bot.playground.api('getWebhookInfo')).result.pending_update_count;
}

async function answersTo(phone: Phone): Promise<string[]> {
  const messages = await phone.messages();
  return messages
    .filter(({ from }) => from?.is_bot)
    .map(({ text, caption }) => text ?? caption ?? '');
}

/** How many updates since the last restart were neither answered nor refused. */
async function silenced(type = 'message'): Promise<number> {
  const metrics = readMetrics(await (await fetch(`${bot.address()}/metrics`)).text());
  return metrics[`cardseal_updates_total{type="${type}",outcome="silenced"}`] ?? 0;
}

const count = (texts: string[], part: string) => texts.filter((each) => each.includes(part)).length;

/** The codes of the log's lines about somebody. */
function linesAbout(phone: Phone): unknown[] {
  return bot.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ personId, code }) => personId === phone.id && String(code).startsWith('person_'))
    .map(({ code }) => code);
}

function rowsAbout(phone: Phone): Promise<Record<string, unknown>[]> {
  return rowsOf(
    bot.database,
    `select update_id from taken_update where payload ->> 'personId' = ? and finished_at is null`,
    [String(phone.id)],
  );
}

/** How many updates left a row in all. */
async function rowsInAll(): Promise<number> {
  const [row] = await rowsOf(bot.database, 'select count(*)::int as n from taken_update');
  return Number(row?.n);
}

async function checks(code: string): Promise<unknown> {
  const [row] = await rowsOf(
    bot.database,
    `select checks, (select count(*)::int from verification where card_id = card.id) as logged
     from card where code = ?`,
    [code],
  );
  return row;
}

describe('somebody who sends sixty messages at once', () => {
  test('is answered a little and told once to slow down; all is taken, and others are answered', async () => {
    const flooder = await bot.playground.customer();
    const others = await Promise.all([1, 2, 3].map(() => bot.playground.customer()));
    const before = await rowsInAll();
    await flood(flooder, Array(FLOOD).fill('hello'), others);

    await Promise.all(others.map((other) => other.waitFor('Hello', CALMED)));
    await eventually(pending).toBe(0);
    const answered = FLOOD - (await silenced());
    expect(answered).toBeGreaterThanOrEqual(AT_ONCE);
    expect(answered).toBeLessThan(FLOOD);
    await eventually(() => answersTo(flooder)).toHaveLength(answered + 1);
    expect(count(await answersTo(flooder), SLOW_DOWN)).toBe(1);
    expect(linesAbout(flooder)).toEqual(['person_floods']);
    expect((await rowsInAll()) - before).toBe(answered + 1 + others.length);
    await eventually(() => rowsAbout(flooder)).toEqual([]);
  });

  test('has the last code among them checked, once, when they are calm; and they are answered again', async () => {
    const flooder = await bot.playground.customer();
    const [first, last] = [await insertCard(bot.database), await insertCard(bot.database)];
    const texts = Array<string>(FLOOD).fill('hello');
    texts[50] = first.code;
    texts[55] = last.code;
    await flood(flooder, texts);

    await flooder.waitFor('registered in the system', CALMED);
    expect(await checks(last.code)).toEqual({ checks: 1, logged: 1 });
    expect(await checks(first.code)).toEqual({ checks: 0, logged: 0 });
    await eventually(() => rowsAbout(flooder)).toEqual([]);
    const answers = await answersTo(flooder);
    expect(count(answers, SLOW_DOWN)).toBe(1);
    expect(count(answers, 'registered in the system')).toBe(1);
    await flooder.send('/start');
    await flooder.waitFor('Hello');
    expect(linesAbout(flooder)).toEqual(['person_floods', 'person_calm']);
  });

  test('is told also when all of them are codes, and the last is checked', async () => {
    const flooder = await bot.playground.customer();
    const card = await insertCard(bot.database);
    await flood(flooder, Array(FLOOD).fill(card.code));

    await flooder.waitFor(SLOW_DOWN, CALMED);
    await eventually(pending).toBe(0);
    const checked = FLOOD - (await silenced()) + 1;
    await expect
      .poll(() => checks(card.code), CALMED)
      .toEqual({ checks: checked, logged: checked });
    await eventually(() => rowsAbout(flooder)).toEqual([]);
    const answers = await answersTo(flooder);
    expect(count(answers, 'registered in the system')).toBe(checked);
    expect(count(answers, SLOW_DOWN)).toBe(1);
  });
});

test('presses without end cost no call, once their person was told in the answer to one', async () => {
  const presser = await bot.playground.customer();
  const pressed = () => bot.playground.calls('answerCallbackQuery');
  const before = (await pressed()).length;
  const told = presser.waitForEvent('answer', ({ text }) => text?.includes(SLOW_DOWN) === true);
  await bot.whileStopped(async () => {
    for (let n = 0; n < FLOOD; n++) await presser.pressData(1, 'add:1');
  });
  await told;
  await eventually(pending).toBe(0);
  const answered = FLOOD - (await silenced('callback_query'));
  expect(answered).toBeLessThan(FLOOD);
  expect((await pressed()).length - before).toBe(answered + 1);
});

test('an admin is never silenced', async () => {
  const admin = bot.admin;
  await flood(admin, Array(FLOOD).fill('/id'));
  await eventually(async () => count(await answersTo(admin), String(admin.id))).toBe(FLOOD);
});

test('an album counts as one message', async () => {
  const customer = await bot.playground.customer();
  const photo = [{ file_id: 'x', file_unique_id: 'x', width: 10, height: 10 }];
  await bot.whileStopped(async () => {
    for (let part = 0; part < 40; part++) {
      await customer.sendRaw({ photo, media_group_id: `album ${part % 4}` });
    }
  });
  await eventually(pending).toBe(0);
  await customer.send('/start');
  await customer.waitFor('Hello');
  expect(await answersTo(customer)).toHaveLength(5);
});
