import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES } from './files.ts';
import { type BadInputStage, createBadInputStage } from './stage.ts';
import { TEXTS } from './texts.ts';

let stage: BadInputStage;

beforeAll(async () => {
  stage = await createBadInputStage();
});
afterAll(() => stage.bot.close());

describe('a text:', () => {
  test.each(TEXTS)('$name ($at)', (input) => stage.tryOut(input));
});

describe('a file:', () => {
  test.each(FILES)('$name', (input) => stage.tryOut(input));
});

test('the bot lives, and nothing was a fault of ours', () => {
  const faults = stage.bot.logged.filter((line) => /"level":"(error|fatal)"|^fatal/.test(line));
  expect(faults).toEqual([]);
});
