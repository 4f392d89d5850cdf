import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { addCard, goHome, screen, suspendOpened } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

function labels(message: Message): string[] {
  return message.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [];
}

const names = (message: Message) => labels(message).filter((label) => label.includes('·'));

async function openList(): Promise<Message> {
  await admin.send('/cards');
  return admin.waitFor(screen('the newest first'));
}

describe('without cards', () => {
  test('the list says so and offers the first one', async () => {
    const list = await openList();
    expect(list.text).toContain('There are no cards yet');
    expect(labels(list)).toEqual(['🏠 Menu', '➕ Add a card']);
    await admin.press('Add a card');
    await admin.waitFor(screen('Step 1 of 4'));
    await goHome(admin);
  });

  test('the statistics are zeros, 0.0 on average', async () => {
    await admin.send('/stats');
    const { text } = await admin.waitFor(screen('Visits per card'));
    expect(/\d+/.exec(text ?? '')?.[0]).toBe('0');
    expect(text).toContain('Visits per card: 0.0');
    expect(text).not.toContain('Checked most');
  });
});

describe('twenty cards', () => {
  beforeAll(async () => {
    for (let n = 1; n <= 20; n++) {
      const checks = n === 7 ? 31 : n === 3 ? 12 : n === 12 ? 1 : 0;
      await insertCard(bot.database, {
        name: `Card ${n}`,
        checks,
        visits: checks,
        status: n % 10 === 0 ? 'draft' : n % 9 === 0 ? 'suspended' : 'active',
        registeredAt: new Date(Date.UTC(2026, 0, n)),
      });
    }
  });

  test('are three pages, the newest first, with status and checks', async () => {
    const first = await openList();
    expect(names(first)).toEqual([
      '🟡 Card 20 · 0',
      '🟢 Card 19 · 0',
      '🟠 Card 18 · 0',
      '🟢 Card 17 · 0',
      '🟢 Card 16 · 0',
      '🟢 Card 15 · 0',
      '🟢 Card 14 · 0',
      '🟢 Card 13 · 0',
    ]);
    expect(labels(first)).not.toContain('‹ Newer');
    await admin.press('Older');
    const second = await admin.waitFor(screen('the newest first'));
    expect(second.message_id).toBe(first.message_id);
    expect(names(second)).toEqual([
      '🟢 Card 12 · 1',
      '🟢 Card 11 · 0',
      '🟡 Card 10 · 0',
      '🟠 Card 9 · 0',
      '🟢 Card 8 · 0',
      '🟢 Card 7 · 31',
      '🟢 Card 6 · 0',
      '🟢 Card 5 · 0',
    ]);
    await admin.press('Older');
    const third = await admin.waitFor(screen('the newest first'));
    expect(names(third)).toHaveLength(4);
    expect(labels(third)).not.toContain('Older ›');
    await admin.press('Newer');
    expect(names(await admin.waitFor(screen('the newest first')))).toEqual(names(second));
    await admin.press('Newer');
    expect(names(await admin.waitFor(screen('the newest first')))).toEqual(names(first));
  });

  test('are counted in the statistics, with the three that are checked most', async () => {
    await admin.send('/stats');
    const { text = '' } = await admin.waitFor(screen('Visits per card'));
    expect(/\d+/.exec(text)?.[0]).toBe('18');
    expect(text).toContain('Active: 16');
    expect(text).toContain('Drafts: 2');
    expect(text).toContain('Visits: 44');
    expect(text).toContain('Visits per card: 2.4');
    expect(text).toMatch(/1\. Card 7 · 31\n2\. Card 3 · 12\n3\. Card 12 · 1$/);
  });

  test('are told of in Russian', async () => {
    await admin.setLanguage('ru');
    await admin.send('/stats');
    const { text = '' } = await admin.waitFor(screen('Визитов на карточку: 2,4'));
    expect(text).toContain('18 карточек');
    await admin.setLanguage('en');
  });

  test('with a card that is gone meanwhile go on', async () => {
    const list = await openList();
    await rowsOf(bot.database, "delete from card where name = 'Card 17'");
    await admin.press('Card 17');
    await admin.waitFor(screen('This card no longer exists'));
    expect(names(list)).toHaveLength(8);
    await admin.press('Older');
    const page = await admin.waitFor((message) =>
      names(message).some((name) => name.includes('Card 11')),
    );
    expect(names(page)).toHaveLength(8);
  });
});

describe('a card of the list', () => {
  beforeEach(() => goHome(admin));

  test('shows its photos, facts, code and link, and leads back', async () => {
    const { code, link } = await addCard(admin, { name: 'Opened <1>', description: 'Fine & rare' });
    await bot.customer.send(code);
    await bot.customer.waitFor('registered in the system');
    const list = await openList();
    await admin.press('Opened');
    const card = await admin.waitFor(screen('Opened <1>'));
    expect(card.text).toContain('🟢 Active');
    expect(card.text).toContain('Checked 1 time\n');
    expect(card.text).toContain('Fine & rare');
    expect(card.text).toContain(link);
    const pictures = (await admin.messages()).filter(
      ({ message_id: id, photo }) => photo && id > list.message_id && id < card.message_id,
    );
    expect(pictures).toHaveLength(1);
    await admin.press('‹ Cards');
    await admin.waitFor(screen('the newest first'));
  });

  test('shows its photos once, not with every press', async () => {
    await addCard(admin, { name: 'Once' });
    await openList();
    await admin.press('Once');
    await admin.waitFor(screen('🟢 Active'));
    const albums = (await bot.playground.calls('sendMediaGroup')).length;
    await suspendOpened(admin);
    await admin.press('Back to active');
    await admin.waitFor(screen('The card is active again'));
    expect(await bot.playground.calls('sendMediaGroup')).toHaveLength(albums);
  });

  test('can be put under review and made active again, and customers see it at once', async () => {
    const { code } = await addCard(admin, { name: 'Switched' });
    await openList();
    await admin.press('Switched');
    await suspendOpened(admin);
    await bot.customer.send(code);
    await bot.customer.waitFor('This card is under review');
    await admin.press('Back to active');
    await admin.waitFor(screen('The card is active again'));
    await bot.customer.send(code);
    await bot.customer.waitFor('registered in the system');
  });

  test('gives its QR code again', async () => {
    const { link } = await addCard(admin, { name: 'Printed' });
    await openList();
    await admin.press('Printed');
    await admin.waitFor(screen('🟢 Active'));
    await admin.press('QR code');
    const qr = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    expect(await admin.scan(qr)).toBe(link);
    await admin.waitFor(screen('🟢 Active'));
  });

  test('with a long name has a short button and a whole title', async () => {
    const name = 'Дракон '.repeat(30).trim();
    await insertCard(bot.database, { name });
    const list = await openList();
    expect(names(list)[0]?.length).toBeLessThan(60);
    await admin.press('Дракон');
    expect((await admin.waitFor(screen('🟢 Active'))).text).toContain(name);
  });
});
