import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bomb } from '../images/pictures.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toName, toOriginalPhoto, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

/** A plain picture in any format. */
function picture(
  format: 'jpeg' | 'png' | 'webp' | 'gif',
  { width = 400, height = 560 } = {},
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: 'orchid' } })
    .toFormat(format)
    .toBuffer();
}

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>');

describe('a card’s photo', () => {
  test.each([
    ['a photo', 'jpeg', 'photo', 'card.jpg', 'image/jpeg'],
    ['a JPEG file', 'jpeg', 'document', 'card.jpg', 'image/jpeg'],
    ['a PNG file', 'png', 'document', 'card.png', 'image/png'],
    ['a WebP file', 'webp', 'document', 'card.webp', 'image/webp'],
    [
      'a JPEG file whose type nobody told',
      'jpeg',
      'document',
      'CARD.JPG',
      'application/octet-stream',
    ],
    ['a PNG file that claims to be a JPEG', 'png', 'document', 'card.jpg', 'image/jpeg'],
  ] as const)('may come as %s', async (_, format, as, name, type) => {
    await toOriginalPhoto(admin);
    await admin.sendPhoto(await picture(format), { as, name, type });
    await admin.waitFor(screen('Step 2 of 4'));
  });

  test('is kept as a JPEG with its size and hash, and known to Telegram when it came as a photo', async () => {
    await toPackagedPhoto(admin, { name: 'Kept' });
    await admin.sendPhoto(await picture('png'), {
      as: 'document',
      name: 'a.png',
      type: 'image/png',
    });
    await admin.waitFor(screen('The card is active'));
    const photos = await rowsOf(
      bot.database,
      `select slot, key, sha256, size, width, height, file_id is not null as known
       from photo join card on card.id = card_id where name = 'Kept' order by slot`,
    );
    expect(photos).toMatchObject([
      { slot: 'original', width: 400, height: 560, known: true },
      { slot: 'packaged', width: 400, height: 560, known: false },
    ]);
    for (const { key, size } of photos) {
      const bytes = await readFile(join(bot.dataDir, 'photos', String(key)));
      expect(bytes).toHaveLength(Number(size));
      expect((await sharp(bytes).metadata()).format).toBe('jpeg');
    }
  });

  test('lets the chat show that it is being stored', async () => {
    await toOriginalPhoto(admin);
    const busy = admin.waitForEvent('action', ({ action }) => action === 'upload_photo');
    await admin.sendPhoto(await jpeg('navy'));
    await busy;
    await admin.waitFor(screen('Step 2 of 4'));
  });
});

describe('a picture that cannot be taken', () => {
  beforeAll(() => toOriginalPhoto(admin));

  async function expectRefused(bytes: Buffer, notice: string, name = 'card.jpg'): Promise<void> {
    await admin.sendPhoto(bytes, { as: 'document', name });
    const answer = await admin.waitFor(screen(notice), { timeout: 20_000 });
    expect(answer.text).toContain('Step 1 of 4');
  }

  test.each([
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an SVG', SVG],
    ['a single byte', Buffer.from([0xff])],
  ])('because it is %s that claims to be a JPEG', async (_, bytes) => {
    await expectRefused(bytes, 'JPEG, PNG and WebP only');
  });

  test('because it is a GIF that claims to be a JPEG', async () => {
    await expectRefused(await picture('gif'), 'JPEG, PNG and WebP only');
  });

  test('because it ends in the middle', async () => {
    const whole = await sharp({
      create: {
        width: 800,
        height: 800,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    await expectRefused(whole.subarray(0, whole.length / 2), 'cannot be read');
  });

  test('because only its beginning is that of a JPEG', async () => {
    await expectRefused(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]), 'cannot be read');
  });

  test('because it is a dot', async () => {
    await expectRefused(await picture('png', { width: 1, height: 1 }), 'too small');
  });

  test('because it is a line', async () => {
    await expectRefused(await picture('png', { width: 3000, height: 100 }), 'too long and narrow');
  });

  test('because it has more pixels than memory should hold', async () => {
    await expectRefused(bomb(15_000, 15_000), 'too large', 'card.png');
  });

  test('because the file is larger than a bot may download, whatever it says of its size', async () => {
    const huge = Buffer.alloc(21 * 1024 * 1024, 0xff);
    const { document } = await admin.sendPhoto(huge, { as: 'document', name: 'huge.jpg' });
    const told = await admin.waitFor(screen('too large'), { timeout: 20_000 });
    expect(told.text).toContain('Step 1 of 4');
    const { file_size: _, ...untold } = document ?? { file_id: '', file_unique_id: '' };
    await admin.sendRaw({ document: untold });
    await admin.waitFor(screen('too large'), { timeout: 20_000 });
  });

  test('because Telegram does not know it', async () => {
    const photo = { file_id: 'nonsense', file_unique_id: 'x', width: 400, height: 400 };
    await admin.sendRaw({ photo: [photo] });
    const answer = await admin.waitFor(screen('no longer has this picture'));
    expect(answer.text).toContain('Step 1 of 4');
  });

  test('gives way to one that can', async () => {
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor(screen('Step 2 of 4'));
  });
});

describe('an album', () => {
  const ALBUM_TOLD = 'I took the first photo of the album';
  const album = () => Promise.all(['red', 'green', 'blue', 'gold'].map((colour) => jpeg(colour)));

  /** What the bot said since `before`, once it has answered everything: it answers a chat in order. */
  async function saidSince(before: number): Promise<string[]> {
    await admin.send('/id');
    await admin.waitFor(String(admin.id));
    const texts = (await admin.messages()).filter(({ from }) => from?.is_bot);
    return texts.slice(before, -1).map(({ text, caption }) => text ?? caption ?? '');
  }

  async function botMessages(): Promise<number> {
    return (await admin.messages()).filter(({ from }) => from?.is_bot).length;
  }

  test.each([
    'photo',
    'document',
  ] as const)('of %ss at step 1 gives its first and one notice', async (as) => {
    await toOriginalPhoto(admin);
    const before = await botMessages();
    const [first] = await admin.sendAlbum(await album(), { as });
    await admin.waitFor(screen('Step 2 of 4'));
    await admin.waitFor(ALBUM_TOLD);
    await eventually(async () =>
      (await saidSince(before)).filter((text) => text.includes(ALBUM_TOLD)),
    ).toHaveLength(1);
    await admin.sendRaw({
      photo: first?.photo ?? [],
      ...(first?.document && { document: first.document }),
      media_group_id: first?.media_group_id ?? '',
    });
    const steps = (await saidSince(before)).filter((text) => text.includes('Step 2 of 4'));
    expect(steps.length).toBeLessThanOrEqual(2);
  });

  test('gives no word for parts that come late, wherever the admin is by then', async () => {
    await toOriginalPhoto(admin);
    const parts = await admin.sendAlbum(await album());
    await admin.waitFor(ALBUM_TOLD);
    const late = () =>
      admin.sendRaw({
        photo: parts[0]?.photo ?? [],
        media_group_id: parts[0]?.media_group_id ?? '',
      });
    await admin.send('Dragon');
    await admin.waitFor(screen('Step 3 of 4'));
    let before = await botMessages();
    await late();
    expect(await saidSince(before)).toEqual([]);
    await admin.send('/cancel');
    await admin.waitFor(screen('Cancelled'));
    before = await botMessages();
    await late();
    expect(await saidSince(before)).toEqual([]);
  });

  test('at step 4 finishes the card with its first photo', async () => {
    await toPackagedPhoto(admin);
    const before = await botMessages();
    await admin.sendAlbum(await album());
    await admin.waitFor('The card is active');
    await admin.waitFor(ALBUM_TOLD);
    const said = await saidSince(before);
    expect(said.filter((text) => text.includes(ALBUM_TOLD))).toHaveLength(1);
    expect(said.every((text) => !text.includes('Step'))).toBe(true);
  });

  test('at a text step is refused once', async () => {
    await toName(admin);
    const before = await botMessages();
    await admin.sendAlbum(await album());
    await admin.waitFor(screen('I need a text message here'));
    expect(await saidSince(before)).toHaveLength(1);
  });
});
