import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCALES } from '../../src/locales/locale.ts';
import { PLAN } from '../machines/plan.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { findPaths } from './paths.ts';
import { type Depth, describeDepth } from './walk.ts';
import { createWholeBotDepth } from './whole-bot.ts';

const seen = new Set<string>();

let bot: TestBot;
let depth: Depth;

beforeAll(async () => {
  bot = await startTestBot({ admins: LOCALES.length });
  depth = await createWholeBotDepth(bot, (state, locale) => seen.add(`${state} in ${locale}`));
});
afterAll(() => bot.close());

describeDepth('the whole bot', findPaths(), () => depth);

test('every state was seen in every language', () => {
  const wanted = Object.keys(PLAN).flatMap((state) => LOCALES.map((each) => `${state} in ${each}`));
  expect([...seen].toSorted()).toEqual(wanted.toSorted());
});
