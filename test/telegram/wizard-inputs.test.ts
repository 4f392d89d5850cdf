import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  goHome,
  screen,
  toDescription,
  toName,
  toOriginalPhoto,
  toPackagedPhoto,
} from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { STRANGE_MESSAGES } from '../support/playground/strange-messages.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

const strange = Object.entries(STRANGE_MESSAGES);

/** Where the machine is the same as at another step, a few stand for all. */
const fewStrange = strange.filter(([name]) => ['sticker', 'PDF file', 'poll'].includes(name));

async function botMessages(): Promise<number> {
  return (await admin.messages()).filter(({ from }) => from?.is_bot).length;
}

/** Sends what the step cannot take: one message comes of it, with one sentence and the same step. */
async function expectRefused(
  send: () => Promise<unknown>,
  notice: string,
  step: string,
): Promise<void> {
  const before = await botMessages();
  await send();
  const answer = await admin.waitFor(screen(notice));
  expect(answer.text).toContain(step);
  expect(await botMessages()).toBe(before + 1);
}

describe('step 1, the original photo', () => {
  const notice = 'I need a photo here';
  beforeAll(() => toOriginalPhoto(admin));

  test.each(strange)('refuses a %s and stays', async (_, message) => {
    await expectRefused(() => admin.sendRaw(message), notice, 'Step 1 of 4');
  });

  test.each([
    ['a file without a name', {}],
    ['a GIF', { mime_type: 'image/gif' }],
    ['an SVG', { mime_type: 'image/svg+xml', file_name: 'card.svg' }],
  ])('fetches %s, which may be a picture, before it is refused', async (_, labels) => {
    const document = { file_id: 'unknown', file_unique_id: 'unique', ...labels };
    await admin.sendRaw({ document });
    await admin.waitFor(screen('Telegram no longer has this picture'));
  });

  test.each(['hello', '7K2M-9QXD-4TBA', '<b>&', '👍'])('refuses the text %s', async (text) => {
    await expectRefused(() => admin.send(text), notice, 'Step 1 of 4');
  });

  test('cannot be skipped', async () => {
    await expectRefused(() => admin.send('/skip'), 'cannot be skipped', 'Step 1 of 4');
  });

  test('is left by no unknown command', async () => {
    await expectRefused(() => admin.send('/begin'), 'I do not know this command', 'Step 1 of 4');
  });
});

describe('step 2, the name', () => {
  const notice = 'I need a text message here';
  beforeAll(() => toName(admin));

  test.each(strange)('refuses a %s and stays', async (_, message) => {
    await expectRefused(() => admin.sendRaw(message), notice, 'Step 2 of 4');
  });

  test('refuses a photo, also one with a caption', async () => {
    const photo = await jpeg('navy');
    await expectRefused(() => admin.sendPhoto(photo), notice, 'Step 2 of 4');
    await expectRefused(() => admin.sendPhoto(photo, { caption: 'Dragon' }), notice, 'Step 2 of 4');
  });

  test('cannot be skipped', async () => {
    await expectRefused(() => admin.send('/skip'), 'cannot be skipped', 'Step 2 of 4');
  });

  test('is told of by /add, which begins nothing anew', async () => {
    await expectRefused(() => admin.send('/add'), 'in the middle of adding', 'Step 2 of 4');
  });

  test('takes no unknown command for the name', async () => {
    await expectRefused(() => admin.send('/dragon'), 'I do not know this command', 'Step 2 of 4');
  });
});

describe('step 3, the description', () => {
  const notice = 'I need a text message here';
  beforeAll(() => toDescription(admin));

  test.each(fewStrange)('refuses a %s and stays', async (_, message) => {
    await expectRefused(() => admin.sendRaw(message), notice, 'Step 3 of 4');
  });

  test('refuses a photo', async () => {
    await expectRefused(async () => admin.sendPhoto(await jpeg('navy')), notice, 'Step 3 of 4');
  });
});

describe('step 4, the packaged photo', () => {
  const notice = 'I need a photo here';
  beforeAll(async () => {
    await toPackagedPhoto(admin);
  });

  test.each(fewStrange)('refuses a %s and stays', async (_, message) => {
    await expectRefused(() => admin.sendRaw(message), notice, 'Step 4 of 4');
  });

  test('refuses a text', async () => {
    await expectRefused(() => admin.send('here it is'), notice, 'Step 4 of 4');
  });

  test('has no way back', async () => {
    await expectRefused(() => admin.send('/back'), 'registered already', 'Step 4 of 4');
  });

  test('sent the QR code once in all that time', async () => {
    const pictures = (await admin.messages()).filter(({ caption }) => caption?.includes('t.me'));
    expect(pictures).toHaveLength(1);
  });
});

describe('outside the wizard', () => {
  beforeAll(async () => {
    await admin.send('/cancel');
    await admin.waitFor('draft stays');
    await goHome(admin);
  });

  test.each(fewStrange)('a %s gets one sentence', async (_, message) => {
    await expectRefused(() => admin.sendRaw(message), 'cannot use that here', 'Register a card');
  });

  test('an album gets one sentence as well', async () => {
    const photos = await Promise.all(['red', 'green', 'blue'].map((colour) => jpeg(colour)));
    await expectRefused(() => admin.sendAlbum(photos), 'cannot use that here', 'Register a card');
    await admin.send('/id');
    await admin.waitFor(String(admin.id));
    const notices = (await admin.messages())
      .slice(-5)
      .filter(({ text }) => text?.includes('cannot use'));
    expect(notices).toHaveLength(1);
  });
});
