import { expect, test } from 'vitest';
import { createTurns } from '../../src/images/create-turns.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

/** Asks for turns; `begun` has the tasks that were begun, in order. */
function people(places: number) {
  const takeTurn = createTurns(places);
  const begun: string[] = [];
  const held = new Map<string, Held>();
  return {
    begun,
    release: (name: string) => held.get(name)?.release(),
    ask(name: string, signal?: AbortSignal): Promise<string> {
      const here = createHeld();
      held.set(name, here);
      return takeTurn(async () => {
        begun.push(name);
        await here.hold();
        return name;
      }, signal);
    },
    fail: () => takeTurn(() => Promise.reject(new Error('a fault of the task'))),
  };
}

test('so many tasks run at a time, and the others in the order of asking', async () => {
  const { begun, ask, release } = people(2);
  const tasks = ['a', 'b', 'c', 'd'].map((name) => ask(name));
  expect(begun).toEqual(['a', 'b']);
  release('b');
  await tasks[1];
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c', 'd']) release(name);
  expect(await Promise.all(tasks)).toEqual(['a', 'b', 'c', 'd']);
});

test('a task that fails leaves its place to the next, and to those that come later', async () => {
  const { begun, ask, release, fail } = people(1);
  const failed = expect(fail()).rejects.toThrow('a fault of the task');
  const next = ask('a');
  await failed;
  release('a');
  await next;
  await expect(fail()).rejects.toThrow('a fault of the task');
  const last = ask('b');
  release('b');
  await last;
  expect(begun).toEqual(['a', 'b']);
});

test('who gives up waiting is let go at once, and only they: the others keep their order', async () => {
  const { begun, ask, release } = people(1);
  const ending = new AbortController();
  const first = ask('a');
  const given = ask('b', ending.signal);
  const others = ['c', 'd'].map((name) => ask(name));
  ending.abort(new Error('the job was ended'));
  await expect(given).rejects.toThrow('the job was ended');
  expect(begun).toEqual(['a']);
  for (const name of ['a', 'c', 'd']) release(name);
  await Promise.all([first, ...others]);
  expect(begun).toEqual(['a', 'c', 'd']);
});

test('who gives up when their task has begun takes no place from others', async () => {
  const { begun, ask, release } = people(1);
  const ending = new AbortController();
  const first = ask('a');
  const second = ask('b', ending.signal);
  release('a');
  await first;
  const third = ask('c');
  expect(begun).toEqual(['a', 'b']);
  ending.abort(new Error('the job was ended'));
  release('b');
  expect(await second).toBe('b');
  release('c');
  expect(await third).toBe('c');
});

test('who has given up before asking is not begun', async () => {
  const { begun, ask, release } = people(1);
  await expect(ask('a', AbortSignal.abort(new Error('ended')))).rejects.toThrow('ended');
  const next = ask('b');
  release('b');
  await next;
  expect(begun).toEqual(['b']);
});
