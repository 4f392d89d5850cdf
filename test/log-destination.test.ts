import { expect, test } from 'vitest';
import { createLogDestination } from '../src/log-destination.ts';

const failing = (code: string) => Object.assign(new Error(code), { code });

/** A pipe whose reader takes so many bytes at each try, and nothing where there is none. */
function pipe(takes: (number | string)[]) {
  let written = '';
  let naps = 0;
  const put = (_: number, bytes: Buffer): number => {
    const next = takes.shift() ?? 'EAGAIN';
    if (typeof next === 'string') throw failing(next);
    const taken = Math.min(next, bytes.length);
    written += bytes.subarray(0, taken).toString();
    return taken;
  };
  const sleep = () => {
    naps += 1;
  };
  const destination = createLogDestination(1, { put, sleep });
  return { destination, takes, written: () => written, naps: () => naps };
}

test('a line is written whole, in as many pieces as the reader takes', () => {
  const { destination, written } = pipe([2, 'EAGAIN', 'EAGAIN', 1, 100]);
  destination.write('a line\n');
  expect(written()).toBe('a line\n');
  expect([...destination.lost]).toEqual([]);
});

test.each([
  'ENOSPC',
  'EPIPE',
  'EBADF',
  'EIO',
])('a line that meets %s is counted, and the next is tried', (code) => {
  const { destination, written } = pipe([code, 100]);
  destination.write('lost\n');
  destination.write('kept\n');
  expect(written()).toBe('kept\n');
  expect([...destination.lost]).toEqual([[code, 1]]);
});

test('a reader that has stopped is waited for once, not for every line', () => {
  const { destination, naps } = pipe([]);
  destination.write('first\n');
  const once = naps();
  expect(once * 5).toBe(1_000);
  for (let line = 0; line < 100; line += 1) destination.write('more\n');
  expect(naps()).toBe(once);
  expect([...destination.lost]).toEqual([['EAGAIN', 101]]);
});

test('a reader that goes on gets the rest of what was begun first, and is waited for again', () => {
  const { destination, takes, written, naps } = pipe([3]);
  destination.write('begun\n');
  destination.write('lost\n');
  takes.push(100, 100);
  destination.write('next\n');
  expect(written()).toBe('begun\nnext\n');
  expect([...destination.lost]).toEqual([['EAGAIN', 1]]);
  const before = naps();
  destination.write('again\n');
  expect(naps()).toBeGreaterThan(before);
});

test('whatever a write throws is counted', () => {
  const put = () => {
    throw 'a word';
  };
  const destination = createLogDestination(1, { put });
  destination.write('lost\n');
  expect([...destination.lost]).toEqual([['unknown', 1]]);
});
