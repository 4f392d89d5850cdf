import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Call } from '../../playground/bot-api/calls.ts';
import { rowsOf } from '../support/cards.ts';
import { untilEqual } from '../support/patient-steps.ts';
import { jpeg } from '../support/pictures.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { type AddedCard, addCard, screen, toPackagedPhoto } from '../support/wizard-steps.ts';

let bot: TestBot;
let admin: Phone;
let customer: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
});
afterAll(() => bot.close());

/** A card whose packaged photo came as a file, so that Telegram has no photo of it that could be sent again. */
async function addCardWithFile(): Promise<AddedCard> {
  const added = await toPackagedPhoto(admin, { description: 'Signed' });
  await admin.sendPhoto(await jpeg('olive'), { as: 'document', name: 'case.jpg' });
  await admin.waitFor(screen('The card is active'));
  return added;
}

/** Checks the code; returns the calls that it took and the photos that came. */
async function check(code: string): Promise<{ calls: Call[]; photos: Message[]; text: string }> {
  await customer.clear();
  const before = (await bot.playground.calls()).at(-1)?.id ?? 0;
  await customer.send(code);
  const verdict = await customer.waitFor('registered in the system');
  // A message is there a moment before its call is noted.
  const calls = await vi.waitFor(async () => {
    const noted = (await bot.playground.calls()).filter(
      ({ id, chat_id }) => id > before && chat_id === customer.id,
    );
    expect(noted.at(-1)?.method).toBe('sendMessage');
    return noted;
  });
  const photos = (await customer.messages()).filter(({ photo }) => photo !== undefined);
  return { calls, photos, text: verdict.text ?? '' };
}

function uploads(calls: Call[]): number {
  return calls
    .flatMap(({ params }) => Object.values(params))
    .filter((value) => typeof value === 'object' && value !== null && 'file' in value).length;
}

describe('the photos of a verdict', () => {
  test('are an album of both, shown by what Telegram has, in two calls', async () => {
    const { code } = await addCard(admin);
    const { calls, photos, text } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendMediaGroup', 'sendMessage']);
    expect(uploads(calls)).toBe(0);
    expect(photos).toHaveLength(2);
    expect(photos[0]?.media_group_id).toBe(photos[1]?.media_group_id);
    expect(text).toContain('the photos above');
  });

  test('are one photo when the card has one', async () => {
    const { code } = await toPackagedPhoto(admin);
    await admin.press('Skip');
    await admin.waitFor(screen('The card is active'));
    const { calls, photos, text } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage']);
    expect(photos).toHaveLength(1);
    expect(text).toContain('the photo above');
  });

  test('that came as a file are uploaded once', async () => {
    const { code } = await addCardWithFile();
    expect(uploads((await check(code)).calls)).toBe(1);
    expect(uploads((await check(code)).calls)).toBe(0);
  });

  test('whose ids Telegram does not take are uploaded anew, and the new ids kept', async () => {
    const { code } = await addCard(admin);
    await rowsOf(bot.database, "update photo set file_id = 'nonsense' || slot");
    const first = await check(code);
    expect(uploads(first.calls)).toBe(2);
    expect(first.photos).toHaveLength(2);
    const second = await check(code);
    expect(uploads(second.calls)).toBe(0);
    expect(second.photos).toHaveLength(2);
  });

  test.each([
    'Bad Request: wrong remote file identifier specified: Wrong string length',
    'Bad Request: wrong file_id or the file is temporarily unavailable',
    'Bad Request: FILE_REFERENCE_EXPIRED',
    "Bad Request: can't use file of type Document as Photo",
  ])('are uploaded when Telegram says "%s"', async (description) => {
    const { code } = await addCard(admin);
    await bot.playground.fault({
      method: 'sendMediaGroup',
      kind: 'error',
      error_code: 400,
      description,
    });
    expect((await check(code)).photos).toHaveLength(2);
  });

  test('of another bot are uploaded and kept for this one', async () => {
    const { code } = await addCard(admin);
    await rowsOf(bot.database, 'update photo set file_bot_id = 1');
    expect(uploads((await check(code)).calls)).toBe(2);
    expect(uploads((await check(code)).calls)).toBe(0);
  });

  test('come by what Telegram has while the store is away', async () => {
    const { code } = await addCard(admin);
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    expect((await check(code)).photos).toHaveLength(2);
  });

  test('are those that can be had when the store cannot give one', async () => {
    await bot.restart();
    const { code } = await addCardWithFile();
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    const { photos, text } = await check(code);
    expect(photos).toHaveLength(1);
    expect(text).toContain('the photo above');
  });

  test('keep each the id of its own picture when one of them cannot be read', async () => {
    await bot.restart();
    const { code } = await addCard(admin);
    const ofCard = '(select id from card where code = ?)';
    const lost = "translate(key, '0123', '3210')";
    await rowsOf(
      bot.database,
      `update photo set file_id = null, key = case slot when 'original' then ${lost} else key end
       where card_id = ${ofCard}`,
      [code],
    );
    const { photos } = await check(code);
    expect(photos).toHaveLength(1);
    const kept = () =>
      rowsOf(
        bot.database,
        `select slot, file_id from photo where card_id = ${ofCard} order by slot`,
        [code],
      );
    await untilEqual(kept, [
      { slot: 'original', file_id: null },
      { slot: 'packaged', file_id: photos[0]?.photo?.at(-1)?.file_id },
    ]);
  });

  test('are owned up to when there are none, and the description takes their place', async () => {
    await bot.restart();
    const { code } = await addCardWithFile();
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    await rowsOf(bot.database, 'update photo set file_id = null');
    const { photos, text } = await check(code);
    expect(photos).toHaveLength(0);
    expect(text).toContain('cannot be shown right now');
    expect(text).toContain('Compare what you hold with this description');
  });

  test('that Telegram never takes do not keep the verdict from coming', async () => {
    await bot.restart();
    const { code } = await addCard(admin);
    const fault = { method: 'sendMediaGroup', kind: 'error', error_code: 400, times: 2 } as const;
    await bot.playground.fault({ ...fault, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' });
    const { photos, text } = await check(code);
    expect(photos).toHaveLength(0);
    expect(text).toContain('cannot be shown right now');
  });
});
