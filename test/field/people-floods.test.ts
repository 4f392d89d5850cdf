import { afterAll, beforeAll, expect } from 'vitest';
import { CALMED, type FloodWatch, SLOW_DOWN, watchFloods } from '../support/bot/floods.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard } from '../support/data/cards.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';

const KIND = 'more from one person than can be answered';
const FLOOD = 60;
const GENUINE = 'registered in the system';

let bot: TestBot;
let floods: FloodWatch;

beforeAll(async () => {
  bot = await startTestBot();
  floods = watchFloods(bot);
});
afterAll(() => bot.close());

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'one code, sent 60 times at the same moment',
    outcome:
      'some twenty verdicts, one request to slow down, and one more verdict when they have; each counts once',
  },
  async () => {
    const flooder = await bot.playground.customer();
    const { code } = await insertCard(bot.database);
    await bot.whileStopped(async () => {
      for (let n = 0; n < FLOOD; n++) await flooder.send(code);
    });
    await flooder.waitFor(SLOW_DOWN, CALMED);
    await eventually(floods.pending).toBe(0);
    const checked = FLOOD - (await floods.silenced()) + 1;
    expect(checked).toBeLessThan(FLOOD);
    await expect
      .poll(() => floods.checks(code), CALMED)
      .toEqual({ checks: checked, logged: checked });
    await eventually(() => floods.waitingOf(flooder)).toEqual([]);
    expect(await floods.answersWith(flooder, GENUINE)).toBe(checked);
    expect(await floods.answersWith(flooder, SLOW_DOWN)).toBe(1);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'a button that leads nowhere, pressed 60 times at the same moment',
    outcome:
      'some twenty presses are answered, the next one asks to slow down, and the others cost no call',
  },
  async () => {
    const presser = await bot.playground.customer();
    const pressed = () => bot.playground.calls('answerCallbackQuery');
    const before = (await pressed()).length;
    const told = presser.waitForEvent(
      'answer',
      ({ text }) => text?.includes(SLOW_DOWN) === true,
      CALMED,
    );
    await bot.whileStopped(async () => {
      for (let n = 0; n < FLOOD; n++) await presser.pressData(1, 'add:1');
    });
    await told;
    await eventually(floods.pending).toBe(0);
    const answered = FLOOD - (await floods.silenced('callback_query'));
    expect(answered).toBeLessThan(FLOOD);
    await eventually(async () => (await pressed()).length - before).toBe(answered + 1);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'four albums of ten pictures at the same moment',
    outcome: 'each is one message, and gets one answer',
  },
  async () => {
    const customer = await bot.playground.customer();
    const photo = [{ file_id: 'x', file_unique_id: 'x', width: 10, height: 10 }];
    await bot.whileStopped(async () => {
      for (let part = 0; part < 40; part++) {
        await customer.sendRaw({ photo, media_group_id: `album ${part % 4}` });
      }
    });
    await eventually(floods.pending).toBe(0);
    await customer.send('/start');
    await customer.waitFor('Hello');
    expect(await floods.answersTo(customer)).toHaveLength(5);
  },
);
