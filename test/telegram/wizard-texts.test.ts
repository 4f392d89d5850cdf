import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toDescription, toName } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const ACCENTED = 'e\u0301';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

describe('a name', () => {
  beforeAll(() => toName(admin));

  /** Sends a name as the Bot API would bring it, and reads back what the wizard keeps of it. */
  async function nameKeptOf(text: string): Promise<string> {
    await admin.sendRaw({ text });
    await admin.waitFor(screen('Step 3 of 4'));
    await admin.send('/back');
    const { text: shown = '' } = await admin.waitFor(screen('Step 2 of 4'));
    return /Until now: (.*)\. Keep it/s.exec(shown)?.[1] ?? '';
  }

  test.each([
    ['255 letters', 'x'.repeat(255)],
    ['255 family emoji of eleven units each', FAMILY.repeat(255)],
    ['one character', 'X'],
    ['Arabic', 'تنين الشمال'],
    ['markup', '<b>Dragon</b> & "friends" &amp; <a href="tg://user?id=1">x</a>'],
    ['Markdown', '*_Dragon_* [x](y) ~z~ `q` > #1'],
    ['SQL', "Dragon'); drop table card;--"],
    ['the name of a property', '__proto__'],
    ['a path', '/dev/null'],
    ['what Fluent calls a placeable', '{ $name } { "x" }'],
  ])('of %s is kept as it is', async (_, text) => {
    expect(await nameKeptOf(text)).toBe(text);
  });

  test.each([
    ['line breaks', 'Dragon\nof the\r\n\r\nNorth', 'Dragon of the North'],
    ['spaces around', '  Dragon   of\tthe North ', 'Dragon of the North'],
    ['NUL and control characters', 'Dra\u0000g\u0007on', 'Dragon'],
    ['half a character', 'Dragon \ud83d', 'Dragon'],
    ['direction overrides', '\u202eDragon\u202c', 'Dragon'],
    ['invisible characters', 'Dra\u200b\u2060gon\ufeff', 'Dragon'],
    ['combining letters', ACCENTED.repeat(255), 'é'.repeat(255)],
    [
      'a thousand marks on a letter',
      `D${'\u0301'.repeat(1000)}ragon`,
      `D${'\u0301'.repeat(8)}ragon`,
    ],
  ])('loses %s', async (_, text, kept) => {
    expect(await nameKeptOf(text)).toBe(kept);
  });

  test.each([
    ['256 letters', 'x'.repeat(256), 256],
    ['256 family emoji', FAMILY.repeat(256), 256],
    ['256 combining letters', ACCENTED.repeat(256), 256],
    ['the longest message', 'ж'.repeat(4096), 4096],
  ])('of %s is too long, and the notice counts', async (_, text, count) => {
    await admin.sendRaw({ text });
    const answer = await admin.waitFor(screen('a name has 255 at most'));
    expect(answer.text).toContain(`${new Intl.NumberFormat('en').format(count)} characters`);
    expect(answer.text).toContain('Step 2 of 4');
  });

  test.each([
    ['spaces', '   '],
    ['line breaks', '\n\n\n'],
    ['invisible characters', '\u200b\u200d\u2060\u00ad'],
    ['a NUL', '\u0000'],
    ['half a character', '\ud800'],
    ['an empty braille cell', '\u2800\u2800'],
    ['nothing', ''],
  ])('of nothing but %s is empty', async (_, text) => {
    await admin.sendRaw({ text });
    const answer = await admin.waitFor(screen('The name is empty'));
    expect(answer.text).toContain('Step 2 of 4');
  });

  test('that is kept can be kept with a button', async () => {
    await nameKeptOf('Dragon');
    await admin.press('Keep it');
    await admin.waitFor(screen('Step 3 of 4'));
  });
});

describe('a description', () => {
  const stored = async (): Promise<unknown> => {
    const [card] = await rowsOf(
      bot.database,
      'select description from card order by registered_at desc limit 1',
    );
    return card?.description;
  };

  test.each([
    ['2001 letters', 'x'.repeat(2001), '2,001'],
    ['the longest message', 'ж'.repeat(4096), '4,096'],
  ])('of %s is too long, and the notice counts', async (_, text, count) => {
    await toDescription(admin);
    await admin.send(text);
    const answer = await admin.waitFor(screen('a description has 2000 at most'));
    expect(answer.text).toContain(`${count} characters`);
    expect(answer.text).toContain('Step 3 of 4');
  });

  test.each([
    ['2000 letters', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['2000 angle brackets', '<'.repeat(2000), '<'.repeat(2000)],
    ['family emoji', FAMILY.repeat(372), FAMILY.repeat(372)],
    ['paragraphs', ' One\r\n\r\n\r\n\r\ntwo \nthree\u0000\n', 'One\n\ntwo\nthree'],
  ])('of %s is taken', async (_, text, kept) => {
    await toDescription(admin);
    await admin.sendRaw({ text });
    await admin.waitFor(screen('Step 4 of 4'), { timeout: 20_000 });
    expect(await stored()).toBe(kept);
    await admin.send('/cancel');
    await admin.waitFor(screen('draft stays'));
  });

  test('of nothing but spaces is asked for once more', async () => {
    await toDescription(admin);
    await admin.sendRaw({ text: ' \n ' });
    const answer = await admin.waitFor(screen('I need a text message here'));
    expect(answer.text).toContain('Step 3 of 4');
  });

  test('that is skipped is empty', async () => {
    await toDescription(admin);
    await admin.press('Skip');
    await admin.waitFor(screen('Step 4 of 4'));
    expect(await stored()).toBe('');
  });
});
