import { randomUUID } from 'node:crypto';
import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTappedBot, type TappedBot } from '../support/bot/tapped-bot.ts';
import { type AddedCard, addCard, goHome, screen } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';

/** So long a busy machine may take. */
const PATIENCE = { timeout: 25_000 };

const STALE = 'This button is no longer good';
const LONG = 'A word or two. '.repeat(120).trim();

let bot: TappedBot;
let admin: Phone;
let customer: Phone;
let card: AddedCard;

beforeAll(async () => {
  bot = await startTappedBot();
  ({ admin } = bot);
  card = await addCard(admin, { name: 'Griffin & co', description: LONG });
});
// Each with a person of its own: on a quick machine one alone would write more than is answered.
beforeEach(async () => {
  customer = await bot.playground.customer({ language_code: 'en' });
});
afterAll(() => bot.close());

async function verdict(phone = customer, code = card.code): Promise<Message> {
  await phone.send(code);
  return phone.waitFor('registered in the system');
}

/** The photos that came together, once both are there. */
function album(phone: Phone): Promise<Message[]> {
  return vi.waitFor(async () => {
    const photos = (await phone.messages()).filter((one) => one.media_group_id !== undefined);
    expect(photos.length).toBeGreaterThanOrEqual(2);
    return photos;
  }, PATIENCE);
}

async function counted(): Promise<unknown> {
  const [row] = await rowsOf(
    bot.database,
    `select card.checks, (select count(*)::int from verification where card_id = card.id) as logged
     from card where code = ?`,
    [card.code],
  );
  return row;
}

function dataOf(message: Message, label: string): string {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const found = buttons.find(({ text }) => text.includes(label));
  return found !== undefined && 'callback_data' in found ? found.callback_data : '';
}

describe('a shared card', () => {
  /** The link that *Share* below a verdict gives away. */
  async function sharedLink(code = card.code): Promise<string> {
    await verdict(customer, code);
    const share = (await customer.buttons()).at(-1);
    const url = new URL(share !== undefined && 'url' in share ? share.url : '');
    return url.searchParams.get('url') ?? '';
  }

  test('is shown to whoever opens the link or sends it, as no check, and counts for nothing', async () => {
    const link = await sharedLink();
    expect(link).not.toContain(card.code);
    const before = await counted();
    const friend = await bot.playground.customer({ language_code: 'en' });
    await friend.open(link);
    const page = await friend.waitFor('A page that somebody shared, not a check');
    expect(page.photo).toBeDefined();
    expect(page.caption).toContain('Griffin & co');
    expect(page.caption).not.toMatch(/✅|Checked for/);
    expect(JSON.stringify(page)).not.toContain(card.code);
    await friend.pressAndWait('Whole description');
    await friend.waitFor(LONG);
    await customer.send(`Have you seen this? ${link}`);
    await customer.waitFor('A page that somebody shared, not a check');
    expect(await counted()).toEqual(before);
  });

  test('ends with the activity of the card', async () => {
    const { code } = await insertCard(bot.database);
    const link = await sharedLink(code);
    await rowsOf(bot.database, "update card set status = 'suspended' where code = ?", [code]);
    const friend = await bot.playground.customer({ language_code: 'ru' });
    await friend.open(link);
    expect((await friend.waitFor('Этой страницы больше нет')).text).not.toContain('Dragon');
    await customer.open(`${link.slice(0, -4)}0000`);
    await customer.waitFor('This shared page is over');
  });
});

describe('the buttons below a verdict', () => {
  test('bring both photos in full as an album, and the whole description', async () => {
    const shown = await verdict();
    const before = await counted();
    expect(shown.caption).not.toContain(LONG);
    expect(shown.caption?.length).toBeLessThanOrEqual(1024);
    expect((await customer.pressAndWait('Compare closely')).text).toBeUndefined();
    const photos = await album(customer);
    expect(photos).toHaveLength(2);
    expect(photos[0]?.media_group_id).toBe(photos[1]?.media_group_id);
    expect((await customer.pressAndWait('Whole description')).text).toBeUndefined();
    const whole = await customer.waitFor(LONG);
    expect(whole.text).toBe(`Griffin & co\n\n${LONG}`);
    expect(await counted()).toEqual(before);
  });

  test('do not name the code, and fit into what Telegram takes', async () => {
    const shown = await verdict();
    const data = ['Compare closely', 'Whole description'].map((label) => dataOf(shown, label));
    for (const each of data) {
      expect(each).toMatch(/^(compare|whole):[0-9a-f-]{36}$/);
      expect(Buffer.byteLength(each)).toBeLessThanOrEqual(64);
      expect(each).not.toContain(card.code);
    }
  });

  test('are answered in the language of who presses', async () => {
    const russian = await bot.playground.customer({ language_code: 'ru' });
    await russian.send(card.code);
    await russian.waitFor('зарегистрирована в системе');
    await russian.press('Всё описание');
    await russian.waitFor(LONG);
    const shown = await russian.last();
    await russian.pressData(shown.message_id, `compare:${randomUUID()}`);
    const pressed = await russian.pressData(shown.message_id, `whole:${randomUUID()}`);
    expect(await answerTo(pressed)).toContain('Эта кнопка больше не действует');
  });

  test('are not there where there is nothing more to bring', async () => {
    const { code } = await insertCard(bot.database, { description: 'Short' });
    const shown = await verdict(customer, code);
    expect(shown.reply_markup?.inline_keyboard.flat()).toHaveLength(1);
  });

  test('work for admins as for anyone, and leave their session where it is', async () => {
    await goHome(admin);
    await verdict(admin);
    const [before] = await rowsOf(bot.database, 'select revision from admin_session');
    await admin.press('Compare closely');
    expect(await album(admin)).toHaveLength(2);
    expect(await rowsOf(bot.database, 'select revision from admin_session')).toEqual([before]);
    await admin.press('Add a card');
    await admin.waitFor(screen('Step 1 of 4'));
  });

  test('bring one message when Telegram delivers the press twice', async () => {
    await verdict();
    await customer.clear();
    await verdict();
    bot.forgetUpdates();
    await customer.press('Whole description');
    await customer.waitFor(LONG);
    const [press] = bot.updatesOf(customer.id);
    expect(await bot.deliver(press?.raw)).toBe(200);
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    const texts = (await customer.messages()).filter(({ text }) => text?.includes(LONG));
    expect(texts).toHaveLength(1);
  });
});

/** What the bot answered to a press. */
function answerTo(pressed: string): Promise<string> {
  return vi.waitFor(async () => {
    const calls = await bot.playground.calls('answerCallbackQuery');
    const found = calls.filter(({ params }) => params.callback_query_id === pressed);
    expect(found).toHaveLength(1);
    return String(found[0]?.params.text ?? '');
  }, PATIENCE);
}

/** How many updates were taken. */
async function taken(): Promise<number> {
  return (await rowsOf(bot.database, 'select from taken_update')).length;
}

describe('a press that is good no more', () => {
  test.each([
    ['of a card that is not there', () => `compare:${randomUUID()}`],
    ['of a code in place of the id', () => `compare:${card.code}`],
    ['of no card', () => 'whole:'],
    ['with something behind it', () => `whole:${randomUUID()}:1`],
    ['in other letters', () => `compare:${randomUUID().toUpperCase()}`],
  ])('%s gets one sentence, and leaves nothing behind', async (_, data) => {
    const shown = await verdict();
    const before = [(await customer.messages()).length, await taken()];
    const pressed = await customer.pressData(shown.message_id, data());
    expect(await answerTo(pressed)).toContain(STALE);
    expect([(await customer.messages()).length, await taken()]).toEqual(before);
  });

  test('shows nothing of a card that was switched off since', async () => {
    const { code } = await addCard(admin, { name: 'Withdrawn', description: LONG });
    await verdict(customer, code);
    await rowsOf(bot.database, "update card set status = 'suspended' where code = ?", [code]);
    const before = (await customer.messages()).length;
    for (const label of ['Compare closely', 'Whole description']) {
      expect((await customer.pressAndWait(label)).text).toContain(STALE);
    }
    expect(await customer.messages()).toHaveLength(before);
  });
});
