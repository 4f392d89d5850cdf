import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { jpeg } from '../support/data/pictures.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

describe('a card from the first photo to the verdict', () => {
  test('is added by the admin and verified by the customer', async () => {
    const { admin, customer, playground } = bot;
    await admin.send('/start');
    await admin.press('Add a card');
    await admin.waitFor('Step 1 of 4');
    await admin.sendPhoto(await jpeg('tomato'));
    await admin.waitFor('Step 2 of 4');
    await admin.send('Dragon of the <North>');
    await admin.waitFor('Step 3 of 4');
    await admin.send('First edition & signed');
    const qr = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    await admin.waitFor('Step 4 of 4');
    await admin.sendPhoto(await jpeg('teal'));
    const summary = await admin.waitFor('The card is active');
    expect(summary.text).toContain('Both photos are stored');

    const link = await admin.scan(qr);
    expect(link).toMatch(/^https:\/\/t\.me\/\w+\?start=[0-9A-Z]{12}$/);
    await customer.open(link ?? '');
    const verdict = await customer.waitFor('registered in the system');
    expect(verdict.caption).toContain('Dragon of the <North>');
    expect(verdict.caption).toContain('First edition & signed');
    expect(verdict.caption).toContain('first check');
    expect(verdict.photo).toBeDefined();
    await customer.press('Compare closely');
    await customer.waitFor(({ media_group_id: album }) => album !== undefined);
    await eventually(() => playground.calls('sendMediaGroup')).toHaveLength(1);
  });
});
