import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type InsertedCard, insertCard, rowsOf } from '../support/cards.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { goHome, screen, toDescription, toOriginalPhoto } from '../support/wizard-steps.ts';

let bot: TestBot;
let admin: Phone;
let customer: Phone;
let card: InsertedCard;

/** A repeated answer comes with the sweep, some seconds later. */
const REPEATED = { timeout: 25_000 };

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
  card = await insertCard(bot.database, { name: 'Griffin' });
});
afterEach(() => bot.playground.clearFaults());
afterAll(() => bot.close());

const FAULTS = [
  ['429 for a moment', { kind: 'error', error_code: 429, retry_after: 1 }],
  ['429 for some seconds', { kind: 'error', error_code: 429, retry_after: 5 }],
  ['500', { kind: 'error', error_code: 500 }],
  ['502', { kind: 'error', error_code: 502 }],
  ['a cut connection before the effect', { kind: 'drop_before' }],
  ['a cut connection after the effect', { kind: 'drop_after' }],
] as const;

async function checks(): Promise<unknown> {
  const [row] = await rowsOf(bot.database, 'select checks from card where id = ?', [card.id]);
  return row?.checks;
}

describe.each(FAULTS)('a message that meets %s', (_, fault) => {
  const sendMessage = { method: 'sendMessage', ...fault };

  test('brings the screen all the same', async () => {
    await goHome(admin);
    await bot.playground.fault(sendMessage);
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'), REPEATED);
  });

  test('brings the verdict all the same, and counts one check', async () => {
    const before = Number(await checks());
    await bot.playground.fault(sendMessage);
    await customer.send(card.code);
    await customer.waitFor('registered in the system', REPEATED);
    expect(await checks()).toBe(before + 1);
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
  });
});

describe.each(FAULTS)('the QR code that meets %s', (_, fault) => {
  test.each([
    'sendPhoto',
    'sendDocument',
  ])('at %s comes all the same, with its step', async (method) => {
    await toDescription(admin);
    await bot.playground.fault({ method, ...fault });
    const before = (await bot.playground.calls('sendPhoto')).length;
    await admin.send('/skip');
    await admin.waitFor(screen('Step 4 of 4'), REPEATED);
    const shown = (await admin.messages()).slice(-4);
    expect(shown.some(({ caption }) => caption?.includes('t.me'))).toBe(true);
    expect(shown.some(({ document }) => document !== undefined)).toBe(true);
    if (method === 'sendDocument') {
      expect(await bot.playground.calls('sendPhoto')).toHaveLength(before + 1);
    }
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
    await expect
      .poll(async () => (await bot.playground.calls('editMessageText')).at(-1)?.ok)
      .toBe(false);
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'));
    expect(await bot.playground.calls('sendMessage')).toHaveLength(sent + 1);
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
    await expect.poll(() => blockedAt(customer)).not.toBeNull();
    await customer.send('/start');
    await customer.waitFor('Hello');
    expect(await blockedAt(customer)).toBeNull();
  });

  test('is noted when Telegram tells it', async () => {
    await customer.block();
    await expect.poll(() => blockedAt(customer)).not.toBeNull();
    await customer.block(false);
  });

  test('as an admin has the session where it was', async () => {
    await goHome(admin);
    await bot.playground.fault({ method: 'sendMessage', kind: 'error', error_code: 403 });
    await admin.send('/add');
    await expect.poll(() => blockedAt(admin)).not.toBeNull();
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'));
  });
});

describe('after all that', () => {
  test('nothing is left unanswered', async () => {
    await expect
      .poll(
        () =>
          rowsOf(
            bot.database,
            'select update_id, admin_id from taken_update where finished_at is null',
          ),
        { timeout: 30_000, interval: 500 },
      )
      .toEqual([]);
  });
});
