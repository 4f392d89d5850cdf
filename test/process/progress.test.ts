import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { createProgress, type ProgressOutput } from '../../src/process/progress.ts';

let written: string;
let now: number;

beforeEach(() => {
  written = '';
  now = 0;
});

function outputOf(terminal: { columns?: number } | null): ProgressOutput {
  const output = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  return Object.assign(output, terminal === null ? {} : { isTTY: true, ...terminal });
}

const progressOn = (terminal: { columns?: number } | null) =>
  createProgress(outputOf(terminal), 'Copying', () => now);

test('in a terminal is one line that is drawn anew, with a bar, figures and the time that is left', () => {
  const progress = progressOn({ columns: 100 });
  progress.update(0, 2000, '0 copied');
  now += 60_000;
  progress.update(500, 2000, '500 copied');
  now += 1000;
  progress.update(2000, 2000, '2000 copied');
  progress.end();
  expect(written.split('\n')).toHaveLength(2);
  const drawn = written.split('\u001b[1G').map((line) => stripVTControlCharacters(line).trim());
  expect(drawn.filter((line) => line !== '')).toEqual([
    `Copying  [${'░'.repeat(24)}]    0 %  0 of 2,000  0 copied`,
    `Copying  [${'█'.repeat(6)}${'░'.repeat(18)}]   25 %  500 of 2,000  3 min 0 s left  500 copied`,
    `Copying  [${'█'.repeat(24)}]  100 %  2,000 of 2,000  2000 copied`,
  ]);
});

test('in a narrow terminal does not break its line', () => {
  const progress = progressOn({ columns: 30 });
  progress.update(1, 2, 'one copied');
  progress.end();
  expect(stripVTControlCharacters(written)).toHaveLength(30);
});

test('in a terminal draws ten times a second at most', () => {
  const progress = progressOn({ columns: 100 });
  for (let done = 0; done < 1000; done += 1) {
    progress.update(done, 1000, '');
    now += 1;
  }
  expect(written.split('Copying')).toHaveLength(11);
});

test('elsewhere writes plain lines, at the beginning, now and then, and at the end', () => {
  const progress = progressOn(null);
  for (let done = 0; done <= 25; done += 1) {
    progress.update(done, 25, `${done} copied`);
    now += 1000;
  }
  progress.end();
  expect(written).toBe(
    [
      'Copying:   0 %  0 of 25  0 copied',
      'Copying:  40 %  10 of 25  15 s left  10 copied',
      'Copying:  80 %  20 of 25  5 s left  20 copied',
      'Copying: 100 %  25 of 25  25 copied',
      '',
    ].join('\n'),
  );
});

test('a line that stays takes the place of the bar, which is drawn below it', () => {
  const progress = progressOn({ columns: 100 });
  progress.update(1, 2, '');
  progress.line(() => {
    written += 'missing a photo\n';
  });
  const [first = '', second = ''] = written.split('\n');
  expect(first.endsWith('\u001b[2Kmissing a photo')).toBe(true);
  expect(stripVTControlCharacters(second)).toMatch(/^Copying/);
});

test('without anything to do is done', () => {
  const progress = progressOn(null);
  progress.update(0, 0, 'nothing');
  progress.end();
  expect(written).toBe('Copying: 100 %  0 of 0  nothing\n');
});
