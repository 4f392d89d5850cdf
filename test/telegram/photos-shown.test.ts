import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../playground/bot-api/calls.ts';
import { untilEqual } from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { type AddedCard, addCard, screen, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';

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

/** The id of what was uploaded is kept before the answer is noted. */
async function answersAreNoted(): Promise<void> {
  const unanswered = () =>
    rowsOf(bot.database, 'select from taken_update where finished_at is null');
  await untilEqual(unanswered, []);
}

/** Checks the code; returns the calls that it took and the verdict as it came. */
async function check(code: string): Promise<{ calls: Call[]; verdict: Message; text: string }> {
  await customer.clear();
  const before = (await bot.playground.calls()).at(-1)?.id ?? 0;
  await customer.send(code);
  const verdict = await customer.waitFor('registered in the system');
  await answersAreNoted();
  const calls = (await bot.playground.calls()).filter(
    ({ id, chat_id }) => id > before && chat_id === customer.id,
  );
  return { calls, verdict, text: verdict.caption ?? verdict.text ?? '' };
}

function uploads(calls: Call[]): number {
  return calls
    .flatMap(({ params }) => Object.values(params))
    .filter((value) => typeof value === 'object' && value !== null && 'file' in value).length;
}

/** Whether a photo shows two side by side: all of ours are upright. */
function showsBoth({ photo }: Message): boolean {
  const largest = photo?.at(-1);
  return largest !== undefined && largest.width > largest.height;
}

const forget = () => rowsOf(bot.database, 'update picture set file_id = null');

describe('the picture of a verdict', () => {
  test('shows both photos below the verdict: one call, one message, uploaded once', async () => {
    const { code } = await addCard(admin);
    const first = await check(code);
    expect(first.calls.map(({ method }) => method)).toEqual(['sendPhoto']);
    expect(uploads(first.calls)).toBe(1);
    const { calls, verdict, text } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto']);
    expect(uploads(calls)).toBe(0);
    expect(showsBoth(verdict)).toBe(true);
    expect(verdict.show_caption_above_media).toBe(true);
    expect(text).toContain('left before it was packaged, right in its case');
    expect((await customer.messages()).filter(({ from }) => from?.is_bot)).toHaveLength(1);
  });

  test('reaches one while its upload hangs in the chat of another', async () => {
    const { code } = await addCard(admin);
    const other = await bot.playground.customer();
    const givenUp = () => bot.logged.filter((line) => line.includes('answer_postponed')).length;
    const before = givenUp();
    await bot.playground.fault({ method: 'sendPhoto', kind: 'hang', chat_id: other.id });
    await other.send(code);
    await untilEqual(() => bot.playground.faultsToCome(), []);
    await customer.clear();
    await customer.send(code);
    await customer.waitFor('registered in the system');
    // The upload still hangs: the bot did not wait until it gave that up.
    expect(givenUp()).toBe(before);
    expect((await other.messages()).filter(({ from }) => from?.is_bot)).toEqual([]);
    await bot.playground.clearFaults();
    await other.waitFor('registered in the system');
  });

  test('is the only photo of a card that has one, by the id that Telegram has', async () => {
    const { code } = await toPackagedPhoto(admin);
    await admin.press('Skip');
    await admin.waitFor(screen('The card is active'));
    const { calls, verdict, text } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto']);
    expect(uploads(calls)).toBe(0);
    expect(showsBoth(verdict)).toBe(false);
    expect(text).toContain('The photo shows the card before it was packaged');
    expect(text).not.toContain('sticker');
  });

  test('whose id Telegram does not take is uploaded once more, and the new id kept', async () => {
    const { code } = await addCard(admin);
    await check(code);
    await rowsOf(bot.database, "update picture set file_id = 'nonsense'");
    expect(uploads((await check(code)).calls)).toBe(1);
    const { calls, verdict } = await check(code);
    expect(uploads(calls)).toBe(0);
    expect(showsBoth(verdict)).toBe(true);
  });

  test.each([
    'Bad Request: wrong remote file identifier specified: Wrong string length',
    'Bad Request: wrong file_id or the file is temporarily unavailable',
    'Bad Request: FILE_REFERENCE_EXPIRED',
    "Bad Request: can't use file of type Document as Photo",
  ])('is uploaded when Telegram says "%s"', async (description) => {
    const { code } = await addCard(admin);
    await check(code);
    await bot.playground.fault({
      method: 'sendPhoto',
      kind: 'error',
      error_code: 400,
      description,
    });
    const { calls, verdict } = await check(code);
    expect(uploads(calls)).toBe(1);
    expect(showsBoth(verdict)).toBe(true);
  });

  test('of another bot is uploaded and kept for this one', async () => {
    const { code } = await addCard(admin);
    await check(code);
    await rowsOf(bot.database, 'update picture set file_bot_id = 1');
    expect(uploads((await check(code)).calls)).toBe(1);
    expect(uploads((await check(code)).calls)).toBe(0);
  });

  test('of a card from before is made when it is first needed, and kept', async () => {
    const { code } = await addCard(admin);
    const [{ key } = {}] = await rowsOf(
      bot.database,
      'delete from picture where card_id = (select id from card where code = ?) returning key',
      [code],
    );
    await rm(join(bot.dataDir, 'photos', String(key)));
    const { calls, verdict } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto']);
    expect(showsBoth(verdict)).toBe(true);
    expect(await rowsOf(bot.database, 'select shows from picture where key = ?', [key])).toEqual([
      { shows: 'both' },
    ]);
  });

  test('that the store has lost is drawn anew', async () => {
    const { code } = await addCard(admin);
    const [{ key } = {}] = await rowsOf(
      bot.database,
      'select key from picture join card on card.id = card_id where code = ?',
      [code],
    );
    const file = join(bot.dataDir, 'photos', String(key));
    await rm(file);
    expect(showsBoth((await check(code)).verdict)).toBe(true);
    await access(file);
  });

  test('comes by what Telegram has while the store is away', async () => {
    const { code } = await addCard(admin);
    await check(code);
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    expect(showsBoth((await check(code)).verdict)).toBe(true);
    await bot.restart();
  });

  test('is the packaged photo while the picture cannot be had', async () => {
    const { code } = await addCard(admin);
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    await forget();
    const { verdict, text } = await check(code);
    expect(verdict.photo).toBeDefined();
    expect(showsBoth(verdict)).toBe(false);
    expect(text).toContain('with the photo: the case, the sticker on it');
    await bot.restart();
  });

  test('is the original photo where the packaged one cannot be had either', async () => {
    const { code } = await addCardWithFile();
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    await forget();
    const { verdict, text } = await check(code);
    expect(verdict.photo).toBeDefined();
    expect(text).toContain('The photo shows the card before it was packaged');
    await bot.restart();
  });

  test('is owned up to when there is none, and the description takes its place', async () => {
    const { code } = await addCardWithFile();
    await rm(join(bot.dataDir, 'photos'), { recursive: true });
    await forget();
    await rowsOf(bot.database, 'update photo set file_id = null');
    const { calls, verdict, text } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendMessage']);
    expect(verdict.photo).toBeUndefined();
    expect(text).toContain('cannot be shown right now');
    expect(text).toContain('Compare what you hold with this description');
    await bot.restart();
  });

  test('that Telegram never takes does not keep the verdict from coming', async () => {
    const { code } = await addCard(admin);
    await bot.playground.fault({
      method: 'sendPhoto',
      kind: 'error',
      error_code: 400,
      times: 10,
      description: 'Bad Request: PHOTO_INVALID_DIMENSIONS',
    });
    const { verdict, text } = await check(code);
    await bot.playground.clearFaults();
    expect(verdict.photo).toBeUndefined();
    expect(text).toContain('cannot be shown right now');
  });

  test('is uploaded once for many who need it at the same time', async () => {
    const { code } = await addCard(admin);
    const people = await Promise.all(Array.from({ length: 8 }, () => bot.playground.customer()));
    const before = (await bot.playground.calls()).at(-1)?.id ?? 0;
    await Promise.all(
      people.map(async (person) => {
        await person.send(code);
        await person.waitFor('registered in the system');
      }),
    );
    const calls = (await bot.playground.calls()).filter(({ id }) => id > before);
    expect(uploads(calls)).toBe(1);
  });

  test('comes once where its new id cannot be kept', async () => {
    const { code } = await addCard(admin);
    await rowsOf(
      bot.database,
      `create function refuse() returns trigger language plpgsql as
         $$ begin raise exception 'no'; end $$;
       create trigger refuse before update on picture for each row execute function refuse()`,
    );
    const { calls } = await check(code);
    expect(calls.map(({ method }) => method)).toEqual(['sendPhoto']);
    await rowsOf(bot.database, 'drop function refuse cascade');
  });

  test('has both photos behind it, each of which keeps the id of its own', async () => {
    const { code } = await addCard(admin);
    await check(code);
    const ofCard = '(select id from card where code = ?)';
    const lost = "translate(key, '0123', '3210')";
    await rowsOf(
      bot.database,
      `update photo set file_id = null, key = case slot when 'original' then ${lost} else key end
       where card_id = ${ofCard}`,
      [code],
    );
    await customer.press('Compare closely');
    const only = await customer.waitFor((one) => one.photo !== undefined && !one.caption);
    const kept = () =>
      rowsOf(
        bot.database,
        `select slot, file_id from photo where card_id = ${ofCard} order by slot`,
        [code],
      );
    await untilEqual(kept, [
      { slot: 'original', file_id: null },
      { slot: 'packaged', file_id: only.photo?.at(-1)?.file_id },
    ]);
  });

  test('is what an admin is shown of the card', async () => {
    await addCard(admin, { name: 'Shown to the admin' });
    await admin.send('/cards');
    await admin.press('Shown to the admin');
    const picture = await admin.waitFor(({ photo }) => photo !== undefined);
    expect(showsBoth(picture)).toBe(true);
  });
});
