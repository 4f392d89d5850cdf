import { expect, test } from 'vitest';
import { replay } from '../../qa/record/replay.ts';
import { useQaStage } from '../support/bot/qa-stage.ts';
import { usePanelStage } from './panel-stage.ts';

const stage = usePanelStage();

test('shows the session as it changes, and a click on an event does what a person would', async (context) => {
  const { page, admin, key, offer, begin, untilLit, untilSettled } = await stage.open(context);
  await page.locator('#session', { hasText: 'press Start on the phone' }).waitFor();
  await begin();
  await untilLit('home');
  await offer('Add a card').click();
  await untilLit('addCard.originalPhoto');
  await page.locator('#session', { hasText: 'original photo' }).waitFor();
  await key(admin, 'Cancel').waitFor();
  await offer('A photo of the card').click();
  await untilLit('addCard.name');
  await admin.locator('.message img').first().waitFor();
  await key(admin, 'Back').click();
  await untilLit('addCard.originalPhoto');
  await offer('Keep').click();
  await untilLit('addCard.name');
  expect(await untilSettled(7)).toContain('taps “Keep');
  await page.getByText('Answered with a sentence').click();
  await page.locator('#offers details .offer', { hasText: 'A sticker' }).click();
  await page.locator('.chip.notice', { hasText: 'text wanted' }).waitFor();
});

test('the keyboard is enough, and nothing jumps', async (context) => {
  const { page, fault, begin, untilSettled, untilLit } = await stage.open(context);
  await begin();
  const places = () =>
    Promise.all(
      ['#session', '#diagram', '#offers', '#recording', '.phone.admin'].map((part) =>
        page.locator(part).first().boundingBox(),
      ),
    );
  const before = await places();
  await fault('Database away').focus();
  await page.keyboard.press('Space');
  await untilSettled(4);
  await page.keyboard.press('Space');
  await untilSettled(5);
  await page.locator('#offers .offer', { hasText: 'Add a card' }).focus();
  await page.keyboard.press('Enter');
  await untilLit('addCard.originalPhoto');
  await untilSettled(6);
  expect(await places()).toEqual(before);
});

test('an event points at the state to which it leads', async (context) => {
  const { page, offer, begin } = await stage.open(context);
  await begin();
  const pointed = page.locator('.node.pointed');
  await offer('Add a card').hover();
  expect(await pointed.getAttribute('data-state')).toBe('addCard.originalPhoto');
  await offer('Statistics').focus();
  await page.keyboard.press('Enter');
  await page.locator('.node.lit[data-state="statistics.shown"]').waitFor();
});

test('without the photo store a photo cannot be saved, and is when the store is back', async (context) => {
  const panel = await stage.open(context);
  const { fault, offer, status, untilLit, begin } = panel;
  await begin();
  await offer('Add a card').click();
  await untilLit('addCard.originalPhoto');
  await fault('Store away').click();
  await expect.poll(() => status.innerText()).toContain('The photo store is away');
  await offer('A photo of the card').click();
  await untilLit('addCard.originalFailed');
  await panel.page.getByRole('button', { name: 'Heal everything' }).click();
  await expect.poll(() => fault('Store away').getAttribute('aria-checked')).toBe('false');
  await offer('Try again').click();
  await untilLit('addCard.name');
});

test('without the database the bot waits, and goes on by itself', async (context) => {
  const { admin, fault, offer, status, untilLit, untilSettled, begin } = await stage.open(context);
  await begin();
  await fault('Database away').click();
  await untilSettled(4);
  await offer('Add a card').click();
  await expect.poll(() => status.innerText()).toContain('At Telegram 1 update waits.');
  await untilSettled(5);
  await untilLit('home');
  await fault('Database away').click();
  await untilLit('addCard.originalPhoto');
  await admin.locator('.message', { hasText: 'Step 1 of 4' }).waitFor();
});

test('while Telegram wants no messages a screen is due, and is shown later', async (context) => {
  const { page, admin, fault, offer, untilLit, untilSettled, begin } = await stage.open(context);
  await begin();
  await fault('Telegram 429').click();
  await untilSettled(4);
  await offer('Add a card').click();
  await untilLit('addCard.originalPhoto');
  await page.locator('.chip', { hasText: 'not shown yet' }).waitFor();
  await untilSettled(5);
  expect(await admin.locator('.message', { hasText: 'Step 1 of 4' }).count()).toBe(0);
  await fault('Telegram 429').click();
  await admin.locator('.message', { hasText: 'Step 1 of 4' }).waitFor();
});

test('a bot that is killed in the middle of an upload is recorded, and the file replays', async (context) => {
  const panel = await stage.open(context);
  const { page, fault, offer, untilLit, untilSettled, begin, steps } = panel;
  await begin();
  await offer('Add a card').click();
  await untilSettled(4);
  await fault('Downloads hang').click();
  await untilSettled(5);
  await offer('A photo of the card').click();
  await page.locator('.chip', { hasText: 'store original · attempt 1 · run 1' }).waitFor();
  await untilSettled(6);
  await page.getByRole('button', { name: 'Kill and restart' }).click();
  await untilSettled(7);
  await untilLit('addCard.storingOriginal');
  await page.locator('.chip', { hasText: 'store original · attempt 1 · run 2' }).waitFor();
  await fault('Downloads hang').click();
  await untilLit('addCard.name');
  await untilSettled(8);
  expect(await steps.count()).toBe(8);

  await page.getByLabel('Name of the test').fill('Killed while a photo is on its way');
  await page.keyboard.press('Enter');
  const file = 'killed-while-a-photo-is-on-its-way.json';
  await page.locator('.toast', { hasText: `test/recorded/${file}` }).waitFor();
  await page.getByLabel('Name of the test').fill('Killed while a photo is on its way');
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'There is a test of this name already' }).waitFor();

  const recording = await stage.recordings.read(file);
  expect(recording.steps.map(({ action }) => action.do).slice(2)).toEqual([
    'text',
    'tap',
    'switch',
    'sample',
    'kill',
    'switch',
  ]);
  const replayed: string[] = [];
  await replay(await useQaStage(), recording, {
    fileOf: stage.recordings.fileOf,
    patienceMs: 60_000,
    compare({ title, expected, seen }) {
      replayed.push(title);
      expect(seen, title).toEqual(expected);
    },
  });
  expect(replayed.at(-1)).toBe('8. Downloads go on');
}, 240_000);
