import { beforeEach, describe, expect, test } from 'vitest';
import {
  createFloodGuard,
  type FloodGuard,
  type Judgement,
  tellOfFloods,
} from '../../src/telegram/flood-guard.ts';

const ANN = 1;
const BEN = 2;

let now: number;
let lines: { code: string; silenced?: number }[];

beforeEach(() => {
  now = 5_000;
  lines = [];
});

function guardOf(processes: number): FloodGuard {
  const write = (line: { code: string }) => lines.push(line);
  return createFloodGuard({
    processes,
    now: () => now,
    ...tellOfFloods({ warn: write, info: write } as never),
  });
}

/** What becomes of so many updates that come at once, or each so many milliseconds after the one before. */
function sends(guard: FloodGuard, many: number, everyMs = 0): Judgement[] {
  return Array.from({ length: many }, () => {
    now += everyMs;
    return guard.judge(ANN);
  });
}

const times = (judged: Judgement[], one: Judgement) => judged.filter((each) => each === one).length;

describe('who floods', () => {
  test.each([
    [1, 20],
    [4, 5],
    [100, 5],
  ])('is answered a little by each of %i processes, told once, and then nothing is said', (processes, answered) => {
    const judged = sends(guardOf(processes), 50);
    expect(judged.slice(0, answered + 1)).toEqual([...Array(answered).fill('answer'), 'tell']);
    expect(times(judged, 'silent')).toBe(50 - answered - 1);
  });

  test('is not answered however long they go on, and does not have to wait longer for that', () => {
    const guard = guardOf(1);
    sends(guard, 20);
    const judged = sends(guard, 50 * 80, 20);
    expect([times(judged, 'tell'), times(judged, 'answer')]).toEqual([1, 0]);
    now += 10_000;
    expect(times(sends(guard, 20), 'answer')).toBe(10);
  });

  test('is answered again when half of what they may send is free, and told again when they flood again', () => {
    const guard = guardOf(1);
    sends(guard, 21);
    now += 9_000;
    expect(guard.judge(ANN)).toBe('silent');
    now += 2_000;
    expect(sends(guard, 12).slice(9)).toEqual(['answer', 'tell', 'silent']);
  });

  test('keeps nobody else from being answered', () => {
    const guard = guardOf(1);
    sends(guard, 100);
    expect(guard.judge(BEN)).toBe('answer');
  });

  test('is told with the next update where it could not be done with this one', () => {
    const guard = guardOf(1);
    sends(guard, 21);
    guard.notTold(ANN);
    expect(sends(guard, 2)).toEqual(['tell', 'silent']);
  });

  test('stands in the log when it begins and when it is over, whatever comes between', () => {
    const guard = guardOf(1);
    sends(guard, 1_000);
    now += 20_000;
    sends(guard, 5);
    expect(lines).toMatchObject([
      { code: 'person_floods', personId: ANN },
      { code: 'person_calm', personId: ANN, silenced: 980 },
    ]);
  });
});

test('a message a second is answered for ever', () => {
  expect(times(sends(guardOf(1), 500, 1_000), 'answer')).toBe(500);
});

test('what could not be taken does not count when it comes again', () => {
  const guard = guardOf(1);
  for (let n = 0; n < 100; n++) {
    expect(guard.judge(ANN)).toBe('answer');
    guard.takeBack(ANN);
  }
});

test('remembers no more people than it has room for, the last that wrote', () => {
  const guard = guardOf(1);
  sends(guard, 30);
  for (let id = 10; id < 10_010; id++) guard.judge(id);
  expect(guard.judge(ANN)).toBe('answer');
});
