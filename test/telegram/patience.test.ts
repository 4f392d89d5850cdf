import { beforeEach, describe, expect, test } from 'vitest';
import { createPatience, type Patience } from '../../src/telegram/patience.ts';

const TEN_MINUTES = 600_000;

let now: number;
let patience: Patience;

beforeEach(() => {
  now = 1_000;
  patience = createPatience(() => now);
});

function failed(times: number, updateId = 1): { tries: number; isOver: boolean } {
  let last = patience.failed(updateId);
  for (let n = 1; n < times; n++) last = patience.failed(updateId);
  return last;
}

describe('an update that fails for a reason that may pass', () => {
  test('is tried five times while another is taken', () => {
    expect(failed(1)).toEqual({ tries: 1, isOver: false });
    patience.passed(2);
    expect(failed(3)).toEqual({ tries: 4, isOver: false });
    expect(failed(1)).toEqual({ tries: 5, isOver: true });
  });

  test('is tried on while no other was taken since it failed first', () => {
    patience.passed(2);
    expect(failed(100)).toEqual({ tries: 100, isOver: false });
  });

  test('is not taken for one of the same number that failed days ago', () => {
    failed(4);
    now += 8 * 24 * 60 * 60_000;
    patience.passed(2);
    expect(failed(1)).toEqual({ tries: 1, isOver: false });
  });

  test('is tried for ten minutes while nothing is taken', () => {
    failed(1);
    now += TEN_MINUTES - 1;
    expect(failed(1).isOver).toBe(false);
    now += 1;
    expect(failed(1).isOver).toBe(true);
  });

  test('begins anew once it was taken', () => {
    failed(4);
    patience.passed(1);
    patience.passed(2);
    expect(failed(1)).toEqual({ tries: 1, isOver: false });
  });

  test('is told from the others that fail', () => {
    failed(4, 1);
    failed(1, 2);
    patience.passed(3);
    expect(failed(1, 2)).toEqual({ tries: 2, isOver: false });
    expect(failed(1, 1)).toEqual({ tries: 5, isOver: true });
  });

  test('is forgotten when a thousand others failed after it', () => {
    failed(4);
    for (let updateId = 2; updateId <= 1_001; updateId++) failed(1, updateId);
    expect(failed(1)).toEqual({ tries: 1, isOver: false });
  });
});
