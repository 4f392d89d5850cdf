import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext } from 'vitest';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';
import { launchBrowser, NO_BROWSER } from '../support/servers/browser.ts';
import { type PageBot, startPageBot } from './page-bot.ts';

/** One phone of the page, as a test uses it. */
export interface PagePhone {
  readonly root: Locator;
  readonly start: Locator;
  readonly field: Locator;
  /** The bubbles that contain a text. */
  bubble(text: string | RegExp): Locator;
  /** The inline buttons with a label; the newest is the last. */
  key(label: string): Locator;
  /** Presses Start and waits for the bot's hello. */
  begin(): Promise<void>;
  /** Types a text and sends it with Enter. */
  say(text: string): Promise<void>;
}

/** What each test of the page has: a playground and a bot of its own, and a browser. */
export interface Stage {
  readonly playground: TestPlayground;
  readonly bot: PageBot;
  /** Opens the page and waits until it is loaded; skips the test where there is no browser. */
  open(context: TestContext, options?: BrowserContextOptions): Promise<Page>;
}

/** The phone of a role on the page. */
export function phoneOf(page: Page, role: 'admin' | 'customer'): PagePhone {
  const root = page.locator(`.phone.${role}`).first();
  const field = root.getByRole('textbox');
  const start = root.getByRole('button', { name: 'Start', exact: true });
  const bubble = (text: string | RegExp) => root.locator('.message', { hasText: text });
  return {
    root,
    start,
    field,
    bubble,
    key: (label) => root.locator('.key', { hasText: label }),
    async begin() {
      await start.click();
      await bubble('Hello, friend').waitFor();
    },
    async say(text) {
      await field.fill(text);
      await field.press('Enter');
    },
  };
}

/** Milliseconds: a busy machine draws slowly. */
const PATIENCE_MS = 60_000;

/** Collects what a page must not do: fail, break its security policy, or call another address. */
function watch(page: Page, origin: string): string[] {
  const wrongs: string[] = [];
  page.on('pageerror', (error) => wrongs.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') wrongs.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:')) wrongs.push(`called ${url}`);
  });
  return wrongs;
}

/**
 * Prepares everything for the tests of one file and clears it up; after each test it asserts that
 * the page did nothing wrong. A test that takes the playground away passes `mayFail`.
 */
export function useStage({ mayFail = [] }: { mayFail?: RegExp[] } = {}): Stage {
  let browser: Browser | undefined;
  let playground: TestPlayground | undefined;
  let bot: PageBot | undefined;
  let wrongs: string[][] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    wrongs = [];
    playground = await startPlayground();
    bot = await startPageBot(playground);
  });
  afterEach(async () => {
    await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
    await playground?.clearFaults();
    await bot?.stop();
    await playground?.close();
    const unexpected = wrongs.flat().filter((text) => !mayFail.some((known) => known.test(text)));
    expect(unexpected).toEqual([]);
  });

  function present<T>(value: T | undefined): T {
    if (value === undefined) throw new Error('The stage is set up before each test only');
    return value;
  }

  return {
    get playground() {
      return present(playground);
    },
    get bot() {
      return present(bot);
    },
    async open(context, options = {}) {
      if (!browser) return context.skip(NO_BROWSER);
      const settings = { locale: 'en-US', reducedMotion: 'reduce', ...options } as const;
      const page = await (await browser.newContext(settings)).newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const { url } = present(playground);
      wrongs.push(watch(page, url));
      await page.goto(url);
      await page.locator('html[data-ready]').waitFor();
      return page;
    },
  };
}

/** Whether an element has the focus. */
export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((one) => one.ownerDocument.activeElement === one);
}

/** How far a list is scrolled away from its end, in pixels. */
export function distanceToEnd(list: Locator): Promise<number> {
  return list.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
}
