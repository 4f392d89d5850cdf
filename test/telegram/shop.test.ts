import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CardStatus } from '../../machines/card-life.ts';
import { createCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard } from '../support/data/cards.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({ env: { SHOP_NAME: 'Cards <&> Co', SHOP_CONTACT: '@cards_and_co' } });
});
afterAll(() => bot.close());

/** Where the buttons of a message lead, those that open a link. */
function linksOf(message: Message): string[] {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.flatMap((button) => ('url' in button ? [button.url] : []));
}

async function codeOf(status: CardStatus): Promise<string> {
  return (await insertCard(bot.database, { status })).code;
}

const NOT_GREEN: [string, () => string | Promise<string>, RegExp][] = [
  ['a draft', () => codeOf('draft'), /Do not pay for it before a check says/],
  ['a card that is switched off', () => codeOf('suspended'), /Do not pay for it before a check/],
  ['an unknown code', createCode, /Do not pay for this card before a check of its code/],
  ['a code that cannot be right', () => '7K2M-9QXD-4TJ', /read it again/],
];

describe('with a shop that vouches', () => {
  test('the greeting and the verdict name it, as the text that it is', async () => {
    await bot.customer.send('/start');
    expect((await bot.customer.waitFor('Hello')).text).toContain('registered by Cards <&> Co');
    await bot.customer.send(await codeOf('active'));
    const verdict = await bot.customer.waitFor('registered in the system');
    expect(verdict.text).toContain('Registered by Cards <&> Co on');
    expect(linksOf(verdict).map((link) => new URL(link).pathname)).toEqual(['/share/url']);
  });

  test.each(
    NOT_GREEN,
  )('%s leads to the shop, and nobody is sent to a seller', async (_, code, says) => {
    await bot.customer.send(await code());
    const verdict = await bot.customer.waitFor(says);
    expect(linksOf(verdict)).toEqual(['https://t.me/cards_and_co']);
    expect(verdict.text).not.toMatch(/seller/i);
  });
});

describe('without one', () => {
  beforeAll(() => bot.restart({ SHOP_NAME: '', SHOP_CONTACT: '' }));

  test('nothing names one', async () => {
    await bot.customer.send('/start');
    expect((await bot.customer.waitFor('Hello')).text).not.toContain('registered by');
    await bot.customer.send(await codeOf('active'));
    expect((await bot.customer.waitFor('registered in the system')).text).toMatch(
      /Registered on \d/,
    );
  });

  test.each(NOT_GREEN)('%s has no button, and the same advice', async (_, code, says) => {
    await bot.customer.send(await code());
    expect((await bot.customer.waitFor(says)).reply_markup).toBeUndefined();
  });
});
