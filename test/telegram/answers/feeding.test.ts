import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BATCH, createFeeding, type Feeding } from '../../../src/telegram/answers/feeding.ts';
import { eventually } from '../../support/waiting/eventually.ts';
import { createHeld } from '../../support/waiting/held.ts';

let room: number;
/** How much waits in the table. */
let waiting: number;
let claims: number[];
let isAway: boolean;
let feeding: Feeding;
let beforeClaim: () => Promise<void>;
const onError = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  [room, waiting, claims, isAway] = [256, 0, [], false];
  beforeClaim = async () => {};
  onError.mockReset();
  feeding = createFeeding({
    room: () => room,
    async claim(most) {
      claims.push(most);
      await beforeClaim();
      if (isAway) throw new Error('Connection terminated unexpectedly');
      const claimed = Math.min(most, waiting);
      waiting -= claimed;
      room -= claimed;
      return claimed;
    },
    onError,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a look takes up what waits, batch by batch, as far as there is room', async () => {
  [waiting, room] = [100, 70];
  await feeding.look();
  await eventually(() => claims).toHaveLength(2);
  await eventually(() => room).toBe(70 - 2 * BATCH);
  expect(feeding.isBehind()).toBe(true);
});

test('more is taken up when half a batch has become free, and no sooner', async () => {
  [waiting, room] = [100, BATCH];
  await feeding.look();
  room = BATCH / 2 - 1;
  feeding.onFree();
  expect(claims).toHaveLength(1);
  room += 1;
  feeding.onFree();
  expect(claims).toEqual([BATCH, BATCH / 2]);
});

test('nothing is looked for by itself while nothing is known to wait', async () => {
  await feeding.look();
  feeding.onFree();
  expect(claims).toHaveLength(1);
  expect(feeding.isBehind()).toBe(false);
});

test('what is taken goes behind what waits, until a look finds less than it has room for', async () => {
  feeding.leftOne();
  expect(feeding.isBehind()).toBe(true);
  await feeding.look();
  expect(feeding.isBehind()).toBe(false);
});

test('what was left during a look is looked for again', async () => {
  const held = createHeld();
  beforeClaim = () => held.hold();
  const look = feeding.look();
  feeding.leftOne();
  held.release();
  await look;
  await eventually(() => claims).toHaveLength(2);
});

test('there are never two looks at once', async () => {
  const held = createHeld();
  beforeClaim = () => held.hold();
  const looks = [feeding.look(), feeding.look()];
  feeding.leftOne();
  feeding.onFree();
  expect(claims).toHaveLength(1);
  held.release();
  await Promise.all(looks);
});

test('after the database was away others have a moment to hold what they have in hand', async () => {
  isAway = true;
  waiting = 10;
  await expect(feeding.look()).rejects.toThrow('terminated');
  isAway = false;
  await feeding.look();
  expect(waiting).toBe(10);
  vi.advanceTimersByTime(4_000);
  await feeding.look();
  expect(waiting).toBe(0);
});

test('after a stop nothing is taken up', async () => {
  feeding.leftOne();
  await feeding.stop();
  feeding.onFree();
  await feeding.look();
  expect(claims).toEqual([]);
});

test('a look that nobody asked for and that fails is told, and what waits is taken up later', async () => {
  feeding.leftOne();
  [isAway, waiting] = [true, 10];
  feeding.onFree();
  await eventually(() => onError.mock.calls.length).toBe(1);
  isAway = false;
  // Each answer that is given frees a place; none of them begins a look meanwhile.
  for (let n = 0; n < 3; n++) feeding.onFree();
  expect(claims).toHaveLength(1);
  vi.advanceTimersByTime(4_000);
  feeding.onFree();
  await eventually(() => waiting).toBe(0);
});

test('a stop waits for a look that is under way, and does not fail with it', async () => {
  const held = createHeld();
  beforeClaim = () => held.hold();
  isAway = true;
  const looked = expect(feeding.look()).rejects.toThrow('terminated');
  let isStopped = false;
  const stopped = feeding.stop().then(() => {
    isStopped = true;
  });
  await held.reached;
  await new Promise(setImmediate);
  expect(isStopped).toBe(false);
  held.release();
  await looked;
  await stopped;
});
