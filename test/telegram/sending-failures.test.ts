import type { Message } from '@grammyjs/types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  type AddedCard,
  addCard,
  goHome,
  screen,
  toDescription,
  toOriginalPhoto,
} from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;
let customer: Phone;
let card: AddedCard;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
  card = await addCard(admin, { name: 'Griffin' });
});
afterEach(() => bot.playground.clearFaults());
afterAll(() => bot.close());

const FAULTS = [
  { name: '429 for a moment', kind: 'error', error_code: 429, retry_after: 1 },
  { name: '429 for some seconds', kind: 'error', error_code: 429, retry_after: 4 },
  { name: '429 for longer', kind: 'error', error_code: 429, retry_after: 10 },
  { name: '500', kind: 'error', error_code: 500 },
  { name: 'a cut connection before the effect', kind: 'drop_before' },
  { name: 'a cut connection after the effect', kind: 'drop_after' },
] as const;

const PATIENT = { timeout: 25_000 };

describe('a verdict', () => {
  const cases = ['sendPhoto', 'sendMessage'].flatMap((method) =>
    FAULTS.map((fault) => ({ method, ...fault })),
  );

  test('comes once whatever happens to its call, and counts one check', async () => {
    const bare = await insertCard(bot.database, { name: 'Without photos' });
    const counted = async () => {
      const rows = await rowsOf(bot.database, 'select checks from card where code in (?, ?)', [
        card.code,
        bare.code,
      ]);
      return rows.reduce((sum, { checks }) => sum + Number(checks), 0);
    };
    const before = await counted();
    await Promise.all(
      cases.map(async ({ name, ...fault }) => {
        const phone = await bot.playground.customer();
        await phone.send('/id');
        await phone.waitFor(String(phone.id));
        await bot.playground.fault({ ...fault, chat_id: phone.id });
        await phone.send(fault.method === 'sendPhoto' ? card.code : bare.code);
        const isVerdict = (message: Message) =>
          (message.caption ?? message.text)?.includes('registered in the system') === true;
        const isRepeated = fault.kind === 'drop_after';
        const verdicts = async () => (await phone.messages()).filter(isVerdict).length;
        await expect
          .poll(verdicts, { ...PATIENT, message: `${fault.method}: ${name}` })
          .toBe(isRepeated ? 2 : 1);
      }),
    );
    expect(await counted()).toBe(before + cases.length);
  });
});

describe('a screen', () => {
  test.each(
    FAULTS.filter(({ name }) => name !== '429 for longer'),
  )('comes whatever happens to its message: $name', async ({ name: _, ...fault }) => {
    await goHome(admin);
    await bot.playground.fault({ method: 'sendMessage', ...fault });
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'), PATIENT);
  });

  test('that has to wait is the newest one when it comes', async () => {
    await goHome(admin);
    await bot.playground.fault({
      method: 'sendMessage',
      kind: 'error',
      error_code: 429,
      retry_after: 4,
      chat_id: admin.id,
    });
    const before = (await admin.messages()).length;
    await admin.send('/add');
    await eventually(async () => (await bot.playground.calls('sendMessage')).at(-1)?.ok).toBe(
      false,
    );
    await admin.send('/cards');
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'), PATIENT);
    expect((await admin.messages()).length).toBe(before + 4);
  });
});

describe('the QR code', () => {
  test.each([
    ['sendPhoto', { kind: 'error', error_code: 429, retry_after: 4 }],
    ['sendPhoto', { kind: 'drop_after' }],
    ['sendDocument', { kind: 'error', error_code: 500 }],
    ['sendDocument', { kind: 'drop_before' }],
  ] as const)('comes with its step when %s meets %j; the picture only once more if it must', async (method, fault) => {
    await toDescription(admin);
    await bot.playground.fault({ method, ...fault });
    const before = (await bot.playground.calls('sendPhoto')).filter(({ ok }) => ok).length;
    await admin.send('/skip');
    await admin.waitFor(screen('Step 4 of 4'), PATIENT);
    const shown = (await admin.messages()).slice(-4);
    expect(shown.some(({ caption }) => caption?.includes('t.me'))).toBe(true);
    expect(shown.some(({ document }) => document !== undefined)).toBe(true);
    const pictures =
      (await bot.playground.calls('sendPhoto')).filter(({ ok }) => ok).length - before;
    expect(pictures).toBe(fault.kind === 'drop_after' ? 2 : 1);
  });
});

describe('an edit', () => {
  beforeEach(() => goHome(admin));
  const fault = { method: 'editMessageText', kind: 'error', error_code: 400 } as const;

  test('of a message that Telegram no longer has sends a new one', async () => {
    await bot.playground.fault({ ...fault, description: 'Bad Request: message to edit not found' });
    const home = await admin.last();
    await admin.press('Add a card');
    const step = await admin.waitFor(screen('Step 1 of 4'));
    expect(step.message_id).not.toBe(home.message_id);
  });

  test("of a message that can't be edited any more sends a new one", async () => {
    await bot.playground.fault({ ...fault, description: "Bad Request: message can't be edited" });
    await admin.press('Add a card');
    await admin.waitFor(screen('Step 1 of 4'));
  });

  test('that changes nothing counts as done', async () => {
    const description =
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
    await bot.playground.fault({ ...fault, description });
    const sent = (await bot.playground.calls('sendMessage')).length;
    await admin.pressAndWait('Add a card');
    await eventually(async () => (await bot.playground.calls('editMessageText')).at(-1)?.ok).toBe(
      false,
    );
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'));
    await eventually(() => bot.playground.calls('sendMessage')).toHaveLength(sent + 1);
  });

  test('of old buttons that fails matters to nobody', async () => {
    await bot.playground.fault({ method: 'editMessageReplyMarkup', kind: 'error', times: 5 });
    await toOriginalPhoto(admin);
  });
});

describe('a press', () => {
  test.each([
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    'Internal Server Error',
  ])('whose answer Telegram refuses with "%s" does what it does', async (description) => {
    await goHome(admin);
    const error_code = description.startsWith('Bad') ? 400 : 500;
    await bot.playground.fault({
      method: 'answerCallbackQuery',
      kind: 'error',
      error_code,
      description,
    });
    await admin.press('Add a card');
    await admin.waitFor(screen('Step 1 of 4'));
  });

  test('is answered while the screen hangs', async () => {
    await goHome(admin);
    await bot.playground.fault({ method: 'editMessageText', kind: 'hang' });
    await admin.pressAndWait('Add a card');
  });
});

describe('what Telegram refuses for good', () => {
  test('as a screen is owned up to, and the session goes on', async () => {
    await goHome(admin);
    const description = "Bad Request: can't parse entities: Unexpected end tag at byte offset 5";
    await bot.playground.fault({
      method: 'sendMessage',
      kind: 'error',
      error_code: 400,
      description,
    });
    await admin.send('/add');
    await admin.waitFor('Something went wrong');
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'));
  });

  test('as a QR picture does not keep the step from coming', async () => {
    await toDescription(admin);
    const description = 'Bad Request: IMAGE_PROCESS_FAILED';
    await bot.playground.fault({
      method: 'sendPhoto',
      kind: 'error',
      error_code: 400,
      description,
    });
    await admin.send('/skip');
    await admin.waitFor(screen('Step 4 of 4'));
    await admin.press('QR code');
    await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    await admin.waitFor(screen('Step 4 of 4'));
  });
});

describe('who blocked the bot', () => {
  const blockedAt = async (phone: Phone) => {
    const [row] = await rowsOf(bot.database, 'select blocked_at from person where id = ?', [
      phone.id,
    ]);
    return row?.blocked_at;
  };

  test('is noted when Telegram says 403 to an answer, and no more when they write again', async () => {
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    await bot.playground.fault({ method: 'sendMessage', kind: 'error', error_code: 403 });
    await customer.send('/start');
    await eventually(() => blockedAt(customer)).not.toBeNull();
    await customer.send('/start');
    await customer.waitFor('Hello');
    expect(await blockedAt(customer)).toBeNull();
  });

  test('is noted when Telegram tells it', async () => {
    await customer.block();
    await eventually(() => blockedAt(customer)).not.toBeNull();
    await customer.block(false);
  });

  test('as an admin has the session where it was', async () => {
    await goHome(admin);
    await bot.playground.fault({ method: 'sendMessage', kind: 'error', error_code: 403 });
    await admin.send('/add');
    await eventually(() => blockedAt(admin)).not.toBeNull();
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'));
  });
});

describe('after all that', () => {
  test('nothing is left unanswered', async () => {
    await eventually(() =>
      rowsOf(
        bot.database,
        'select update_id, admin_id from taken_update where finished_at is null',
      ),
    ).toEqual([]);
  });
});
