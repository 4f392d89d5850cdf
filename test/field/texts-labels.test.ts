import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { type AddedCard, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { readPng, readQr } from '../support/data/read-png.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

const kind = 'the label that is printed';

/** A draft's label as it came: the picture in the chat, and the file. */
async function labelOf(name: string): Promise<AddedCard & { file: Message; png: Buffer }> {
  const added = await toPackagedPhoto(admin, { name });
  const file = (await admin.messages()).findLast(({ document }) => document !== undefined);
  if (file === undefined) throw new Error('no file came');
  return { ...added, file, png: await download(file.document?.file_id) };
}

async function download(fileId: string | undefined): Promise<Buffer> {
  const response = await fetch(`${bot.playground.url}/api/files/${fileId}`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Whether something is drawn below the symbol, and how high it is, in dots. */
async function drawnBelow(png: Buffer): Promise<number> {
  const { width, height, grey } = await readPng(png);
  const rows = Array.from({ length: height - width }, (_, row) => width + row);
  return rows.filter((row) => grey.subarray(row * width, (row + 1) * width).includes(0)).length;
}

fieldCase(
  'texts',
  {
    kind,
    input: 'the file "For printing" is read back',
    outcome:
      'its QR code opens the card; the readable code stands below; it is 2.5 cm wide at 300 dpi',
  },
  async () => {
    const { link, png } = await labelOf('Dragon');
    expect((await readQr(png)).text).toBe(link);
    expect(await drawnBelow(png)).toBeGreaterThan(20);
    const { width, dotsPerMetre } = await readPng(png);
    expect(dotsPerMetre).toBe(11_811);
    expect(width / 11.811).toBeGreaterThan(24);
    expect(width / 11.811).toBeLessThan(26);
  },
);

fieldCase(
  'texts',
  {
    kind,
    input: 'several files "For printing" lie in the chat',
    outcome: 'the caption of each names its card, and the name of the file its code',
  },
  async () => {
    const { file, code } = await labelOf('Phoenix <1> & "friends"');
    expect(file.caption).toContain('For printing');
    expect(file.caption).toContain('Phoenix <1> & "friends"');
    expect(file.document?.file_name?.replace(/\W/g, '')).toContain(code);
  },
);

fieldCase(
  'texts',
  {
    kind,
    input: 'somebody prints the picture in the chat instead of the file',
    outcome: 'it carries the readable code too, and its caption the name, the code and the link',
  },
  async () => {
    const { qr, link, code } = await labelOf('Griffin');
    expect(qr.caption).toContain('Griffin');
    expect(qr.caption).toContain(link);
    expect(qr.caption?.replaceAll('-', '')).toContain(code);
    const { width, height } = qr.photo?.at(-1) ?? { width: 0, height: 0 };
    expect(height).toBeGreaterThan(width);
  },
);

fieldCase(
  'texts',
  {
    kind,
    input: 'a card with a name of 255 emoji',
    outcome: 'the captions keep the code and the link, and the name as far as it fits',
  },
  async () => {
    const { qr, file, link } = await labelOf('👨‍👩‍👧‍👦'.repeat(255));
    expect(qr.caption).toContain(link);
    expect(qr.caption).toContain('👨‍👩‍👧‍👦');
    expect(file.caption).toContain('…');
  },
);

fieldCase(
  'texts',
  {
    kind,
    input: 'the QR code of a card is asked for that another admin has just discarded',
    outcome: 'no label of a code that nobody knows; the admin hears that the card is gone',
  },
  async () => {
    const { code } = await labelOf('Basilisk');
    await rowsOf(bot.database, 'delete from card where code = ?', [code]);
    const before = (await admin.messages()).filter(({ document }) => document).length;
    await admin.press('QR code');
    await admin.waitFor('This card no longer exists');
    await admin.send('/cancel');
    await admin.waitFor('draft stays');
    const files = (await admin.messages()).filter(({ document }) => document);
    expect(files).toHaveLength(before);
  },
);
