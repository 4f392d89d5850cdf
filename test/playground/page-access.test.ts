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

/** Text, what it stands on and, where that is see-through, what is behind: colours of the page. */
const STACKS = [
  ['text', 'surface'],
  ['text', 'bubble'],
  ['text', 'bubble-own'],
  ['muted', 'surface'],
  ['muted', 'surface-soft'],
  ['muted', 'ground'],
  ['accent', 'surface'],
  ['accent', 'surface-soft'],
  ['accent', 'bubble'],
  ['bubble-meta', 'bubble'],
  ['bubble-own-meta', 'bubble-own'],
  ['on-accent', 'accent-fill'],
  ['on-accent', 'success-fill'],
  ['on-accent', 'danger-fill'],
  ['on-accent', 'pill', 'wall-b'],
  ['on-accent', 'pill', 'wall-c'],
  ['key-text', 'key', 'wall-b'],
  ['danger', 'surface'],
  ['success', 'surface'],
];

type Colour = [red: number, green: number, blue: number, alpha: number];

/** A colour of the page's style sheet; channels from 0 to 255, alpha from 0 to 1. */
async function readColour(page: Page, name: string): Promise<Colour> {
  const text = await page.locator('body').evaluate((body, variable) => {
    body.style.color = `var(--${variable})`;
    return String(body.ownerDocument.defaultView.getComputedStyle(body).color);
  }, name);
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

function lay([red, green, blue, alpha]: Colour, behind: Colour): Colour {
  const mix = (one: number, other: number) => one * alpha + other * (1 - alpha);
  return [mix(red, behind[0]), mix(green, behind[1]), mix(blue, behind[2]), 1];
}

/** Relative luminance as WCAG 2 defines it. */
function luminance([red, green, blue]: Colour): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** The contrast of a text with all that is under it, as WCAG 2 defines it: 1 to 21. */
async function contrastOf(page: Page, [text = '', ...under]: string[]): Promise<number> {
  const colours = await Promise.all(under.map((name) => readColour(page, name)));
  const ground = colours.reduceRight((behind, colour) => lay(colour, behind), [0, 0, 0, 1]);
  const levels = [luminance(await readColour(page, text)), luminance(ground)];
  return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
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
    const weak: string[] = [];
    for (const stack of STACKS) {
      const contrast = await contrastOf(page, stack);
      if (contrast < 4.5) weak.push(`${stack.join(' on ')}: ${contrast.toFixed(2)}`);
    }
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
