import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { createCalls } from '../../playground/bot-api/calls.ts';
import { createDispatcher } from '../../playground/bot-api/dispatcher.ts';
import { createFaults } from '../../playground/bot-api/faults.ts';
import { systemClock } from '../../playground/clock.ts';
import { sendFromPerson } from '../../playground/state/incoming.ts';
import { loadWebhook } from '../../playground/state/webhook.ts';
import { loadWorld } from '../../playground/state/world.ts';
import { createJournal, openJournal } from '../../playground/store/journal.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'playground-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('the journal', () => {
  test('gives back the last value of each id, without what was removed', async () => {
    const path = join(await temporaryDirectory(), 'deep', 'journal.jsonl');
    const first = await openJournal(path);
    const numbers = first.collection('number', z.number());
    expect(numbers.entries).toEqual([]);
    numbers.put('a', 1);
    numbers.put('b', 2);
    numbers.put('a', 3);
    numbers.remove('b');
    numbers.put('c', 4);
    await first.close();

    const second = await openJournal(path);
    expect(second.collection('number', z.number()).entries).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
    await second.close();
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('shares a write among all who wait for it', async () => {
    const written: string[] = [];
    const journal = createJournal(new Map(), {
      append: async (text) => void written.push(text),
      close: async () => {},
    });
    const texts = journal.collection('text', z.string());
    for (const id of ['a', 'b', 'c']) texts.put(id, id);
    await Promise.all([journal.saved(), journal.saved()]);
    expect(written).toHaveLength(1);
    await journal.saved();
    expect(written).toHaveLength(1);
  });

  test('says what it could not write, and tries it again', async () => {
    const written: string[] = [];
    let isFull = true;
    const journal = createJournal(new Map(), {
      async append(text) {
        if (isFull) throw new Error('no space left');
        written.push(text);
      },
      close: async () => {},
    });
    const texts = journal.collection('text', z.string());
    texts.put('a', 'first');
    await expect(journal.saved()).rejects.toThrow('no space left');
    isFull = false;
    texts.put('b', 'second');
    await journal.saved();
    expect(written).toEqual(['\n["text","a","first"]\n["text","b","second"]\n']);
  });
});

test('answers a call only when what it did is saved', async () => {
  const world = await loadWorld(await temporaryDirectory(), systemClock);
  onTestFinished(() => world.journal.close());
  const person = world.people.add({ role: 'customer' });
  if (person === undefined) throw new Error('there is no person');
  sendFromPerson(world, person, { text: '/start' });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => logged.mockRestore());
  const full = { ...world.journal, saved: () => Promise.reject(new Error('no space left')) };
  const { journal, updates, clock } = world;
  const webhook = loadWebhook({ journal, updates, clock, retryBaseMs: 1, execute: () => {} });
  const call = async (saving: typeof journal) => {
    const dispatch = createDispatcher({
      world: { ...world, journal: saving },
      webhook: () => webhook,
      faults: createFaults(),
      calls: createCalls(),
      rateLimits: undefined,
    });
    const parameters = { chat_id: String(person.id), text: 'a' };
    const query = { method: 'sendMessage', parameters, files: new Map() };
    return await dispatch(query, new AbortController().signal);
  };
  expect(await call(journal)).toMatchObject({ status: 200 });
  expect(await call(full)).toMatchObject({ status: 500 });
});
