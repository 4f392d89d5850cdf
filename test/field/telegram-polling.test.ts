import { afterAll, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { readMetrics } from '../support/data/metrics.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { untilSettled } from '../support/session/sessions.ts';
import { eventually } from '../support/waiting/eventually.ts';

const KIND = 'update ids that begin anew';

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

async function untilNoneWaits(): Promise<void> {
  await eventually(bot.playground.pending).toBe(0);
}

/** Telegram counts anew from here, as after a week in which nobody wrote. */
async function countAnewFrom(updateId: number): Promise<void> {
  await untilNoneWaits();
  await bot.playground.countUpdatesFrom(updateId);
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'getUpdates gives id 700000000, and the next time 117000000',
    outcome:
      'everybody is answered once, all is confirmed, and the operator reads a line and a metric',
  },
  async () => {
    const { customer, playground } = bot;
    const card = await insertCard(bot.database, { name: 'Griffin' });
    await countAnewFrom(700_000_000);
    await customer.send('/start');
    await customer.waitFor('Hello');
    await countAnewFrom(117_000_000);
    await customer.send(card.code);
    await customer.waitFor('Griffin');
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    await untilNoneWaits();
    const offsets = (await playground.calls('getUpdates')).map(({ params }) => params.offset);
    expect(offsets).toContain(117_000_001);
    expect(await rowsOf(bot.database, 'select checks from card')).toEqual([{ checks: 1 }]);
    expect(bot.logged.filter((line) => line.includes('update_ids_anew'))).toHaveLength(1);
    const metrics = readMetrics(await (await fetch(`${bot.address()}/metrics`)).text());
    expect(metrics).toMatchObject({ cardseal_update_ids_anew_total: 1 });
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'an admin asks for a QR code with an update whose id asked for it before',
    outcome: 'the QR code is sent again',
  },
  async () => {
    const { admin } = bot;
    await admin.send('/add');
    await admin.waitFor('Step 1');
    await admin.sendPhoto(await jpeg('tomato', { width: 300, height: 400 }));
    await admin.waitFor('Step 2');
    await admin.send('Dragon');
    await admin.waitFor('Step 3');
    await admin.press('Skip');
    await admin.waitFor('Step 4');
    await admin.press('Skip');
    await untilSettled(bot.database, 25_000);
    await admin.send('/cards');
    await admin.press('Dragon');
    const pictures = async () =>
      (await admin.messages()).filter((message) => message.document !== undefined).length;
    const before = await pictures();
    for (const times of [1, 2]) {
      await countAnewFrom(600_000_000);
      await admin.send('/id');
      await admin.waitFor(String(admin.id));
      await countAnewFrom(150_000_000);
      await admin.press('QR');
      await eventually(pictures).toBe(before + times);
      await untilSettled(bot.database, 25_000);
      await rowsOf(bot.database, "update taken_update set taken_at = now() - interval '30 days'");
    }
  },
);
