import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { explain } from '../../src/process/last-resort.ts';

/** What throws wherever it is looked at. */
const hostile = new Proxy(new Error('x'), {
  get: () => {
    throw new Error('do not look');
  },
  getPrototypeOf: () => {
    throw new Error('do not look');
  },
});

function recorder(write: (line: string) => void) {
  return createLogger({ level: 'debug', pretty: false, secrets: [], destination: { write } });
}

test.each([
  ['an error', new Error('x')],
  ['nothing', undefined],
  ['null', null],
  ['a text', 'x'],
  ['what throws when it is looked at', hostile],
])('%s is explained without a throw, also where nothing can be written', (_, error) => {
  const lines: string[] = [];
  const say = () => {};
  explain(error, { log: recorder((line) => lines.push(line)), say });
  expect(lines.join('')).toMatch(/"level":"fatal"|cannot be told/);
  const full = recorder(() => {
    throw new Error('ENOSPC');
  });
  expect(() => explain(error, { log: full, say })).not.toThrow();
});

test('a mistake of the operator is one line, and a closed output ends nothing', () => {
  const said: string[] = [];
  const log = recorder(() => {});
  const say = (line: string) => {
    said.push(line);
    throw new Error('EPIPE');
  };
  expect(() => explain(new AppError('x', 'Set it.'), { log, say })).not.toThrow();
  expect(said).toEqual(['Set it.\n']);
});
