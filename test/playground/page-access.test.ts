import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { CODE } from './page-bot.ts';
import { hasFocus, phoneOf, useStage } from './page-stage.ts';

const stage = useStage();

const ground = (page: Page) =>
  page
    .locator('.screen')
    .first()
    .evaluate((one) => one.ownerDocument.defaultView.getComputedStyle(one).backgroundColor);

/** Text and what it stands on, by the names of the style sheet's colours. */
const PAIRS = [
  ['text', 'surface'],
  ['text', 'bubble'],
  ['text', 'bubble-own'],
  ['muted', 'surface'],
  ['muted', 'surface-soft'],
  ['accent', 'surface'],
  ['accent', 'bubble'],
  ['bubble-meta', 'bubble'],
  ['bubble-own-meta', 'bubble-own'],
  ['on-accent', 'accent-fill'],
  ['on-accent', 'success-fill'],
  ['on-accent', 'danger-fill'],
  ['danger', 'surface'],
  ['success', 'surface'],
] as const;

/** The contrast of each pair as WCAG 2 defines it, 1 to 21. */
function contrasts(page: Page): Promise<[pair: string, contrast: number][]> {
  return page.locator('body').evaluate((body, pairs: typeof PAIRS) => {
    const { defaultView, createElement } = body.ownerDocument;
    const probe = createElement.call(body.ownerDocument, 'i');
    body.append(probe);
    const luminance = (name: string): number => {
      probe.style.color = `var(--${name})`;
      const parts: string[] = defaultView.getComputedStyle(probe).color.match(/[\d.]+/g);
      const [red = 0, green = 0, blue = 0] = parts.map(Number).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    return pairs.map(([text, behind]): [string, number] => {
      const [dark = 0, light = 0] = [luminance(text), luminance(behind)].sort((a, b) => a - b);
      return [`${text} on ${behind}`, (light + 0.05) / (dark + 0.05)];
    });
  }, PAIRS);
}

describe('light and dark', () => {
  test('the system’s choice holds until the reader chooses, and a reload keeps it', async (context) => {
    const page = await stage.open(context, { colorScheme: 'dark' });
    expect(await ground(page)).toBe('rgb(23, 33, 43)');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground(page)).toBe('rgb(255, 255, 255)');
    await page.getByRole('button', { name: 'Use the dark look' }).click();
    expect(await ground(page)).toBe('rgb(23, 33, 43)');
    await page.reload();
    await page.locator('html[data-ready]').waitFor();
    expect(await ground(page)).toBe('rgb(23, 33, 43)');
    await page.getByRole('button', { name: 'Use the light look' }).waitFor();
  });

  test.for([
    'light',
    'dark',
  ] as const)('text has the contrast of WCAG AA in the %s look', async (colorScheme, context) => {
    const page = await stage.open(context, { colorScheme });
    const weak = (await contrasts(page)).filter(([, contrast]) => contrast < 4.5);
    expect(weak).toEqual([]);
  });
});

describe('a phone-sized screen', () => {
  const small = { viewport: { width: 375, height: 667 }, hasTouch: true };

  test('shows one phone at a time, and tabs switch', async (context) => {
    const page = await stage.open(context, small);
    const admin = phoneOf(page, 'admin');
    const customer = phoneOf(page, 'customer');
    const tabs = page.getByRole('tab');
    expect(await tabs.count()).toBe(2);
    expect(await customer.root.isVisible()).toBe(false);
    const box = await admin.root.boundingBox();
    expect(box?.width).toBe(375);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(667);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await tabs.last().click();
    await customer.begin();
    expect(await admin.root.isVisible()).toBe(false);
  });

  test('counts what is new on the other phone', async (context) => {
    const page = await stage.open(context, small);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await page.getByRole('tab').last().click();
    const [id] = stage.playground.adminIds;
    await stage.playground.api('sendMessage', { chat_id: id, text: 'Are you there?' });
    const badge = page.getByRole('tab').first().locator('.badge');
    await expect.poll(() => badge.innerText()).toBe('1');
    await page.getByRole('tab').first().click();
    await admin.bubble('Are you there?').waitFor();
    expect(await badge.innerText()).toBe('');
  });

  test('a scan switches to the phone that scans', async (context) => {
    const page = await stage.open(context, small);
    const admin = phoneOf(page, 'admin');
    await admin.begin();
    await admin.say('/code');
    await admin.bubble('for-printing.png').locator('.scan-chip.found').click();
    const customer = phoneOf(page, 'customer');
    await customer.bubble(`Registered: ${CODE}`).waitFor();
    expect(await customer.root.isVisible()).toBe(true);
    expect(await page.getByRole('tab').last().getAttribute('aria-selected')).toBe('true');
  });
});

test('everything can be done with the keyboard alone', async (context) => {
  const page = await stage.open(context);
  const admin = phoneOf(page, 'admin');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await admin.start.focus();
  await press('Enter');
  await admin.bubble('Hello, friend').waitFor();
  expect(await hasFocus(admin.field)).toBe(true);

  // A command, chosen from the list.
  await page.keyboard.type('/co');
  await press('Enter');
  const chip = admin.bubble('for-printing.png').locator('.scan-chip.found');
  await chip.waitFor();

  // A sample photo, through the menu.
  await press('Shift+Tab', 'Enter');
  const items = admin.root.getByRole('menuitem');
  await items.first().waitFor();
  expect(await hasFocus(items.first())).toBe(true);
  await press('End');
  expect(await hasFocus(items.last())).toBe(true);
  await press('Escape');
  expect(await items.count()).toBe(0);
  await press('Enter', 'End', 'Enter');
  await admin.bubble('Got a photo').waitFor();

  // An inline button: arrow keys move among them.
  await admin.key('Count 0').focus();
  await press('ArrowRight');
  expect(await hasFocus(admin.key('Wait'))).toBe(true);
  await press('ArrowLeft', 'Enter');
  await admin.bubble('Counted 1').waitFor();
  expect(await hasFocus(admin.key('Count 1'))).toBe(true);

  // The scan: the focus goes on to the phone that scanned.
  await chip.focus();
  await press('Enter');
  const customer = phoneOf(page, 'customer');
  await customer.bubble(`Registered: ${CODE}`).waitFor();
  await expect.poll(() => hasFocus(customer.field)).toBe(true);
});
