import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext } from 'vitest';
import { createDesk, type Desk } from '../../qa/panel/desk.ts';
import { type PanelServer, startPanelServer } from '../../qa/panel/server.ts';
import { openRecordingFolder, type RecordingFolder } from '../../qa/record/recording-files.ts';
import { playDatabases, temporaryDir } from '../support/bot/qa-stage.ts';
import { launchBrowser, NO_BROWSER } from '../support/servers/browser.ts';

/** The panel as a test uses it. */
export interface PanelPage {
  readonly page: Page;
  readonly admin: Locator;
  readonly customer: Locator;
  /** The sentence about the bot. */
  readonly status: Locator;
  readonly steps: Locator;
  /** An event that leads on. */
  offer(label: string): Locator;
  fault(name: string): Locator;
  /** The button of a phone's newest message that has it. */
  key(phone: Locator, label: string): Locator;
  /** Waits until the diagram shows the session in a state, and nowhere else. */
  untilLit(state: string): Promise<void>;
  /** Waits until the newest step has settled, and gives its words. */
  untilSettled(steps: number): Promise<string>;
  /** Presses Start on the admin's phone of a play that has just begun. */
  begin(): Promise<void>;
}

export interface PanelStage {
  readonly desk: Desk;
  readonly server: PanelServer;
  readonly recordings: RecordingFolder;
  /** Opens the page and waits until it is loaded; skips the test where there is no browser. */
  open(context: TestContext, options?: BrowserContextOptions): Promise<PanelPage>;
}

/** Longer than anything takes that a killed bot leaves to be taken over. */
const PATIENCE_MS = 60_000;

/** One desk for the tests of a file, each of which begins a play of its own; the page must not fail. */
export function usePanelStage(): PanelStage {
  let browser: Browser | undefined;
  let desk: Desk;
  let server: PanelServer;
  let dir: string;
  let recordings: RecordingFolder;
  let wrongs: string[] = [];
  let isFirst = true;

  beforeAll(async () => {
    dir = await temporaryDir();
    recordings = openRecordingFolder(join(dir, 'recorded'));
    browser = await launchBrowser();
    desk = await createDesk({ dir: join(dir, 'plays'), databases: playDatabases(), recordings });
    server = await startPanelServer(desk, 0);
  });
  afterAll(async () => {
    await browser?.close();
    await server.close();
    await desk.close();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    wrongs = [];
    if (!isFirst) await desk.beginAnew();
    isFirst = false;
  });
  afterEach(async () => {
    await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
    expect(wrongs).toEqual([]);
  });

  return {
    get desk() {
      return desk;
    },
    get server() {
      return server;
    },
    get recordings() {
      return recordings;
    },
    async open(context, options = {}) {
      if (!browser) return context.skip(NO_BROWSER);
      const viewport = { width: 1680, height: 1000 };
      const settings = { locale: 'en-US', reducedMotion: 'reduce', viewport, ...options } as const;
      const page = await (await browser.newContext(settings)).newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', (error) => wrongs.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !url.startsWith('blob:')) wrongs.push(`called ${url}`);
      });
      await page.goto(server.url);
      await page.locator('html[data-ready][data-panel]').waitFor();
      return panelOf(page);
    },
  };
}

function panelOf(page: Page): PanelPage {
  const admin = page.locator('.phone.admin').first();
  const steps = page.locator('.recording li');
  const untilSettled = async (count: number) => {
    const newest = steps.nth(count - 1);
    await newest.and(page.locator('.seen')).waitFor();
    return newest.locator('span').innerText();
  };
  return {
    page,
    admin,
    customer: page.locator('.phone.customer').first(),
    status: page.locator('.bot-line p'),
    steps,
    offer: (label) => page.locator('#offers > ul .offer', { hasText: label }).first(),
    fault: (name) => page.getByRole('switch', { name }),
    key: (phone, label) => phone.locator('.key', { hasText: label }).last(),
    async untilLit(state) {
      await page.locator(`.node.lit[data-state="${state}"]`).waitFor();
      expect(await page.locator('.node.lit').count()).toBe(1);
    },
    untilSettled,
    async begin() {
      await untilSettled(2);
      await admin.getByRole('button', { name: 'Start', exact: true }).click();
      await untilSettled(3);
    },
  };
}
