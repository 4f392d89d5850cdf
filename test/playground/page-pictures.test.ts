import { Api, InputFile } from 'grammy';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hasFocus, phoneOf, useStage } from './page-stage.ts';

const stage = useStage();

/** The width of a picture's file, in pixels; 0 until it is loaded. */
function naturalWidth(image: Locator): Promise<number> {
  return image.evaluate((one: { naturalWidth: number }) => one.naturalWidth);
}

test('a sample photo is two clicks away', async (context) => {
  const page = await stage.open(context);
  const admin = phoneOf(page, 'admin');
  await admin.begin();
  await admin.root.getByRole('button', { name: 'Attach a photo or a file' }).click();
  const sample = admin.root.getByRole('menuitem', { name: 'Card front' });
  const image = sample.locator('img');
  await expect.poll(() => naturalWidth(image)).toBe(1200);
  await sample.click();
  await admin.bubble('Got a photo').waitFor();
  const picture = admin.root.locator('.message.own .picture');
  const box = await picture.boundingBox();
  expect((box?.height ?? 0) / (box?.width ?? 1)).toBeCloseTo(1600 / 1200, 1);
});

test('a chosen photo is sent with its caption, and as a file when wanted', async (context) => {
  const page = await stage.open(context);
  const admin = phoneOf(page, 'admin');
  await admin.begin();
  const picture = {
    create: { width: 320, height: 200, channels: 3, background: '#2a6' },
  } as const;
  const buffer = await sharp(picture).png().toBuffer();
  const files = [{ name: 'green.png', mimeType: 'image/png', buffer }];
  const [photoInput, fileInput] = await admin.root.locator('input[type=file]').all();
  await photoInput?.setInputFiles(files);
  await admin.root.getByRole('listitem').waitFor();
  await admin.say('a green one');
  await admin.bubble('Got a photo: a green one').waitFor();
  expect(await admin.root.getByRole('listitem').count()).toBe(0);
  await fileInput?.setInputFiles(files);
  await admin.field.press('Enter');
  await admin.bubble('Got a file green.png: no caption').waitFor();
  expect(await admin.root.getByRole('link', { name: 'Download green.png' }).count()).toBe(1);
});

test('an upload shows its picture and how far it is until it has arrived', async (context) => {
  const page = await stage.open(context);
  const admin = phoneOf(page, 'admin');
  await admin.begin();
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/messages', async (route) => {
    await gate;
    await route.continue();
  });
  const picture = { create: { width: 90, height: 90, channels: 3, background: '#26a' } } as const;
  const buffer = await sharp(picture).png().toBuffer();
  const input = admin.root.locator('input[type=file]').first();
  await input.setInputFiles([{ name: 'blue.png', mimeType: 'image/png', buffer }]);
  await admin.field.press('Enter');
  await admin.root.getByRole('progressbar', { name: 'Sending' }).waitFor();
  release();
  await admin.bubble('Got a photo').waitFor();
  expect(await admin.root.locator('.uploading').count()).toBe(0);
  expect(await admin.root.locator('.message.own .picture').count()).toBe(1);
});

test('a pasted picture waits above the field and can be taken out again', async (context) => {
  const page = await stage.open(context);
  const admin = phoneOf(page, 'admin');
  await admin.begin();
  await admin.field.evaluate((field) => {
    const { ClipboardEvent, DataTransfer, File } = field.ownerDocument.defaultView;
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'pasted.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await admin.root.getByRole('button', { name: 'Remove pasted.png' }).click();
  expect(await admin.root.getByRole('listitem').count()).toBe(0);
});

test('a picture opens in full size, Escape closes it and the focus returns', async (context) => {
  const page = await stage.open(context);
  const customer = phoneOf(page, 'customer');
  await customer.begin();
  await customer.say('/start ABC');
  await customer.bubble('Registered: ABC').waitFor();
  await expect.poll(() => customer.root.locator('.mosaic .picture').count()).toBe(2);
  expect(await customer.bubble('Both sides').count()).toBe(1);
  const picture = customer.root.getByRole('button', { name: 'Open the picture' }).first();
  await picture.click();
  const viewer = page.getByRole('dialog', { name: 'Picture' });
  await viewer.waitFor();
  expect(await viewer.innerText()).toContain('1 / 2');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => viewer.innerText()).toContain('2 / 2');
  await page.keyboard.press('Escape');
  await expect.poll(() => viewer.isVisible()).toBe(false);
  expect(await hasFocus(picture)).toBe(true);
});

test('a caption stands above its picture where the message says so, and a long quote is folded', async (context) => {
  const page = await stage.open(context);
  const customer = phoneOf(page, 'customer');
  await customer.begin();
  const { url, token } = stage.playground;
  const api = new Api(token, { apiRoot: url });
  const [person] = stage.bot.received.filter(({ text }) => text === '/start');
  const picture = { create: { width: 300, height: 200, channels: 3, background: '#26a' } } as const;
  const quote = 'One line of a long quote. '.repeat(20).trim();
  await api.sendPhoto(person?.chat.id ?? 0, new InputFile(await sharp(picture).jpeg().toBuffer()), {
    caption: `Above\n<blockquote expandable>${quote}</blockquote>`,
    parse_mode: 'HTML',
    show_caption_above_media: true,
  });
  const bubble = customer.bubble('Above');
  const words = await bubble.locator('.words').boundingBox();
  const image = await bubble.locator('.picture').boundingBox();
  expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThanOrEqual(image?.y ?? 0);

  const folded = bubble.getByRole('button', { expanded: false });
  const before = (await folded.boundingBox())?.height ?? 0;
  await folded.click();
  const unfolded = bubble.getByRole('button', { expanded: true });
  expect((await unfolded.boundingBox())?.height).toBeGreaterThan(before * 2);
});
