import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import {
  type Answering,
  type AnsweringDependencies,
  createAnswering,
} from '../../src/telegram/answering.ts';
import type { AddressedReply } from '../../src/telegram/reply.ts';

const ID = { botId: 1, updateId: 7 };
const send = vi.fn<() => Promise<unknown>>();
const HELP: AddressedReply = { personId: 5, languageCode: 'en', reply: { kind: 'help' } };
const GIVEN = { verdict: null, after: null };

/** A good while longer than a slow answer is left alone for. */
const LONG_MS = 60_000;

let statements: string[];
let finished: unknown[];
let answering: Answering;
let log: Record<string, () => void>;

beforeEach(() => {
  vi.useFakeTimers();
  statements = [];
  finished = [];
  send.mockReset().mockResolvedValue({});
  log = { info: () => {}, warn: () => {}, error: () => {} };
  const run = async ({ name }: { name: string }) => {
    statements.push(name);
    return name === 'waiting_update' ? [{ payload: HELP, seconds: 9 }] : [];
  };
  answering = createAnswering({
    api: { sendMessage: send },
    botId: 1,
    botUsername: 'cards_bot',
    database: { run },
    photos: {},
    translatorFor: () => loadCatalogue().createTranslator('en'),
    finished: { add: (id: unknown) => finished.push(id), flush: async () => {} },
    metrics: createMetrics(),
    faults: () => {},
    log,
  } as unknown as AnsweringDependencies);
});
afterEach(() => {
  vi.useRealTimers();
});

const postponed = () => statements.filter((name) => name === 'postpone_update');

describe('an answer', () => {
  test('that is slow is kept from the sweep, until it is there', async () => {
    const slow = Promise.withResolvers<unknown>();
    send.mockReturnValue(slow.promise);
    answering.answerSoon(ID, HELP, GIVEN);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(postponed().length).toBeGreaterThan(1);
    slow.resolve({});
    await answering.drain(LONG_MS);
    expect(finished).toEqual([ID]);
    statements = [];
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(statements).toEqual([]);
  });

  test('that failed is put off no more: the sweep may take it up', async () => {
    send.mockRejectedValue(new TypeError('a fault of ours'));
    answering.answerSoon(ID, HELP, GIVEN);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(statements).toEqual([]);
    expect(answering.pending()).toBe(0);
  });

  test('that failed in the sweep is put off no more: the sweep may take it up again', async () => {
    send.mockRejectedValue(new TypeError('a fault of ours'));
    const signal = new AbortController().signal;
    await expect(answering.answerAgain(ID, signal)).rejects.toThrow('a fault of ours');
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(statements).toEqual(['waiting_update']);
  });

  test('that was given is done with, whether or not that can be told', async () => {
    log.info = () => {
      throw new Error('the log is full');
    };
    answering.answerSoon(ID, HELP, GIVEN);
    await vi.advanceTimersByTimeAsync(0);
    expect(finished).toEqual([ID]);
  });

  test('that failed, nor can that be told, holds up none that come after it', async () => {
    log.error = () => {
      throw new Error('the log is full');
    };
    const fault = new TypeError('a fault of ours');
    send.mockRejectedValueOnce(fault);
    const next = { ...ID, updateId: 8 };
    answering.answerSoon(ID, HELP, GIVEN);
    answering.answerSoon(next, HELP, GIVEN);
    await vi.advanceTimersByTimeAsync(0);
    expect(finished).toEqual([next]);
  });
});

describe('the end', () => {
  test('leaves no timer behind', async () => {
    answering.answerSoon(ID, HELP, GIVEN);
    await vi.advanceTimersByTimeAsync(0);
    await answering.drain(LONG_MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});
