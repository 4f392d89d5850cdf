import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CODES } from './codes.ts';
import { PRESSES } from './presses.ts';
import { type BadInputStage, createBadInputStage } from './stage.ts';
import { UPDATES } from './updates.ts';

let stage: BadInputStage;

beforeAll(async () => {
  stage = await createBadInputStage();
  const { admin } = stage.bot;
  await admin.send('/start');
  await admin.waitFor('Register a card');
});
afterAll(() => stage.bot.close());

describe('a press:', () => {
  test.each(PRESSES)('$name', (input) => stage.tryOut(input));
});

describe('a code:', () => {
  test.each(CODES)('$name', (input) => stage.tryOut(input));
});

describe('an update:', () => {
  test.each(UPDATES)('$name', (input) => stage.tryOut(input));
});

test('the bot lives, and nothing was a fault of ours', () => {
  const faults = stage.bot.logged.filter((line) => /"level":"(error|fatal)"|^fatal/.test(line));
  expect(faults).toEqual([]);
});
