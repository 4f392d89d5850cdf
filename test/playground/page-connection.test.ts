import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPlayground, type Playground } from '../../playground/server.ts';
import { launchBrowser, NO_BROWSER } from '../support/servers/browser.ts';
import { phoneOf } from './page-stage.ts';

let browser: Browser | undefined;
let dataDir: string;
let playground: Playground;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'playground-page-'));
  playground = await createPlayground({ dataDir, port: 0 });
});
afterEach(async () => {
  await playground.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('a playground that goes away is announced, and all is well when it is back', async (context) => {
  if (!browser) return context.skip(NO_BROWSER);
  const page = await browser.newPage({ locale: 'en-US' });
  await page.goto(playground.url);
  const admin = phoneOf(page, 'admin');
  await admin.start.click();
  await admin.bubble('/start').waitFor();
  const banner = page.getByRole('alert').filter({ hasText: 'not answering' });
  expect(await banner.isVisible()).toBe(false);

  await playground.close();
  await banner.waitFor();
  await admin.say('kept for later');
  await admin.root.locator('.toast', { hasText: 'Not sent' }).waitFor();
  expect(await admin.field.inputValue()).toBe('kept for later');

  const port = Number(new URL(playground.url).port);
  playground = await createPlayground({ dataDir, port });
  await expect.poll(() => banner.isVisible(), { timeout: 10_000 }).toBe(false);
  expect(await admin.bubble('/start').count()).toBe(1);
  await admin.field.press('Enter');
  await admin.bubble('kept for later').waitFor();
  await page.close();
});

test('two tabs that open an empty playground at the same time bring one pair of phones', async (context) => {
  if (!browser) return context.skip(NO_BROWSER);
  const shared = await browser.newContext({ locale: 'ru-RU' });
  const pages = await Promise.all([shared.newPage(), shared.newPage()]);
  await Promise.all(pages.map((page) => page.goto(playground.url)));
  for (const page of pages) {
    await page.locator('html[data-ready]').waitFor();
    expect(await page.locator('.phone').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Начать', exact: true }).count()).toBe(2);
  }
  await shared.close();
});
