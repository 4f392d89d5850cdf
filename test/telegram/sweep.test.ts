import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VerificationReply } from '../../src/features/verification/stored-replies.ts';
import type { CommonReply } from '../../src/replies/common-replies.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

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
async function leaveUnanswered(
  reply: CommonReply | VerificationReply,
  { languageCode = 'en', secondsAgo = 9, personId = customer.id } = {},
): Promise<number> {
  const { result: me } = await bot.playground.api('getMe');
  const payload = { personId, languageCode, reply };
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
    const card = await insertCard(bot.database, { name: 'Griffin', checks: 4, visits: 4 });
    const verdict = comes('checked 4 times');
    const id = await leaveUnanswered({ kind: 'verdict', code: card.code });
    await verdict;
    await eventually(() => finished(id)).toBe(true);
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 4 },
    ]);
    expect(await rowsOf(bot.database, 'select * from verification')).toEqual([]);
  });

  test('is answered in the language of the person, whatever it asked for', async () => {
    const replies: [CommonReply['kind'] | 'mistyped', string, string][] = [
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
      await leaveUnanswered({ kind });
      await leaveUnanswered({ kind }, { languageCode: 'ru' });
    }
    await Promise.all(answers);
  });

  test('brings what a button below a verdict asked for, unless the card was switched off since', async () => {
    const description = 'All of it. '.repeat(150).trim();
    const { id: cardId } = await insertCard(bot.database, { description });
    const whole = comes(description);
    await leaveUnanswered({ kind: 'whole', cardId });
    await whole;
    await rowsOf(bot.database, "update card set status = 'suspended' where id = ?", [cardId]);
    const stale = comes('no longer good');
    await leaveUnanswered({ kind: 'compare', cardId });
    await stale;
  });

  test('is left to the process that may still be at it, until it is some seconds old', async () => {
    const young = await leaveUnanswered({ kind: 'help' }, { secondsAgo: 0 });
    const old = await leaveUnanswered({ kind: 'id' }, { secondsAgo: 60 });
    await eventually(() => finished(old)).toBe(true);
    expect(await finished(young)).toBe(false);
    await eventually(() => finished(young)).toBe(true);
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
  test('is left alone by the sweep while its process lives', async () => {
    const card = await insertCard(bot.database, { name: 'Slow' });
    const other = await bot.playground.customer();
    await other.send('/start');
    await other.waitFor('Hello');
    const sendMessage = { method: 'sendMessage', chat_id: customer.id };
    await bot.playground.fault({ ...sendMessage, kind: 'delay', delay_ms: 6_500 });
    await bot.playground.fault({ ...sendMessage, kind: 'hang' });
    const swept = other.waitForEvent(
      'message',
      ({ message }) => message.from?.is_bot === true,
      SWEPT,
    );
    await customer.send(card.code);
    await customer.send('/help');
    await leaveUnanswered({ kind: 'help' }, { secondsAgo: -3, personId: other.id });
    await customer.waitFor('registered in the system', SWEPT);
    await swept;
    expect((await customer.messages()).at(-1)?.text).toContain('registered in the system');
    await bot.playground.clearFaults();
    await customer.waitFor('How to check a card', SWEPT);
  });
});
