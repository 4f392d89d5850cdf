import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/telegram/reply.ts';
import { insertCard, rowsOf } from '../support/cards.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

let bot: TestBot;
let customer: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ customer } = bot);
  await customer.send('/id');
  await customer.waitFor(String(customer.id));
});
afterAll(() => bot.close());

const SWEPT = { timeout: 20_000 };

let updateId = 5_000_000;

/** An update as a process leaves it that dies between taking and answering. */
async function leaveUnanswered(reply: Reply, languageCode = 'en', secondsAgo = 9): Promise<number> {
  const { result: me } = await bot.playground.api('getMe');
  const payload = { personId: customer.id, languageCode, reply };
  await rowsOf(
    bot.database,
    `insert into taken_update (bot_id, update_id, payload, taken_at)
     values (?, ?, ?, now() - make_interval(secs => ?))`,
    [me.id, ++updateId, JSON.stringify(payload), secondsAgo],
  );
  return updateId;
}

/** Waits for a message that comes from now on. */
function comes(text: string): Promise<unknown> {
  return customer.waitForEvent(
    'message',
    ({ message }) => message.text?.includes(text) === true,
    SWEPT,
  );
}

async function finished(id: number): Promise<boolean> {
  const rows = await rowsOf(
    bot.database,
    'select payload from taken_update where update_id = ? and finished_at is not null',
    [id],
  );
  return rows.length === 1 && rows[0]?.payload === null;
}

describe('an update that was taken and not answered', () => {
  test('is answered without counting a check again', async () => {
    const card = await insertCard(bot.database, { name: 'Griffin', checks: 4 });
    const verdict = comes('checked 4 times');
    const id = await leaveUnanswered({ kind: 'verdict', code: card.code });
    await verdict;
    await expect.poll(() => finished(id)).toBe(true);
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 4 },
    ]);
    expect(await rowsOf(bot.database, 'select * from verification')).toEqual([]);
  });

  test('is answered in the language of the person, whatever it asked for', async () => {
    const replies: [Exclude<Reply['kind'], 'verdict'>, string, string][] = [
      ['greeting', 'Hello', 'Здравствуйте'],
      ['help', 'How to check a card', 'Как проверить карточку'],
      ['hint', 'To check a card', 'Чтобы проверить карточку'],
      ['mistyped', 'read it again', 'прочитайте его ещё раз'],
      ['id', 'Your Telegram id', 'Ваш Telegram ID'],
      ['admins_only', 'admins only', 'только для администраторов'],
      ['failed', 'went wrong', 'пошло не так'],
    ];
    const answers = replies.flatMap(([, english, russian]) => [comes(english), comes(russian)]);
    for (const [kind] of replies) {
      await leaveUnanswered({ kind }, 'en');
      await leaveUnanswered({ kind }, 'ru');
    }
    await Promise.all(answers);
  });

  test('is left to the process that may still be at it, until it is some seconds old', async () => {
    const young = await leaveUnanswered({ kind: 'help' }, 'en', 0);
    const old = await leaveUnanswered({ kind: 'id' }, 'en', 60);
    await expect.poll(() => finished(old), SWEPT).toBe(true);
    expect(await finished(young)).toBe(false);
    await expect.poll(() => finished(young), SWEPT).toBe(true);
  });

  test('is answered once by two processes that both know of it', async () => {
    const before = (await customer.messages()).length;
    const hello = comes('Hello');
    await leaveUnanswered({ kind: 'greeting' });
    await bot.restart();
    await hello;
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    expect((await customer.messages()).length).toBe(before + 3);
  });

  test('does not keep others waiting when it can never be answered', async () => {
    const { result: me } = await bot.playground.api('getMe');
    await rowsOf(
      bot.database,
      `insert into taken_update (bot_id, update_id, payload, taken_at)
       values (?, ?, '{"nonsense":true}', now() - interval '1 minute')`,
      [me.id, ++updateId],
    );
    const help = comes('How to check a card');
    await leaveUnanswered({ kind: 'help' });
    await help;
  });
});

describe('an answer that is slow, or waits for one that is,', () => {
  test('is not given twice', async () => {
    const card = await insertCard(bot.database, { name: 'Slow' });
    await bot.playground.fault({
      method: 'sendMessage',
      kind: 'delay',
      delay_ms: 6_500,
      times: 2,
      chat_id: customer.id,
    });
    const before = (await bot.playground.calls('sendMessage')).length;
    await customer.send(card.code);
    await customer.send('/help');
    await customer.waitFor('How to check a card', SWEPT);
    const unfinished = () =>
      rowsOf(
        bot.database,
        "select update_id from taken_update where finished_at is null and jsonb_exists(payload, 'reply')",
      );
    await expect.poll(unfinished, SWEPT).toEqual([]);
    expect(await bot.playground.calls('sendMessage')).toHaveLength(before + 2);
  });
});
