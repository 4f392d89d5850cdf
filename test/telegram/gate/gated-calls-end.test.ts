import type { ApiResponse } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGate, type Gate } from '../../../src/telegram/gate/gate.ts';
import { paidFor, throughGate } from '../../../src/telegram/gate/gated-calls.ts';

vi.mock('node:timers/promises', () => import('../../support/waiting/held-pause.ts'));

/** How calls that pass the gate wait and end, on functions alone. */

let gate: Gate;
/** What each attempt at a call was given: the method, the chat, the signal. */
let attempts: unknown[][];
/** What the attempts come to, in order; then each is taken. */
let fates: (ApiResponse<unknown> | Error | Promise<ApiResponse<unknown>>)[];

beforeEach(() => {
  vi.useFakeTimers();
  gate = createGate(null);
  [attempts, fates] = [[], []];
});
afterEach(() => {
  vi.useRealTimers();
});

function call(method: string, chat_id: number, signal?: AbortSignal) {
  const previous = async (name: string, payload: { chat_id: number }, given: unknown) => {
    attempts.push([name, payload.chat_id, given]);
    const fate = await fates.shift();
    if (fate instanceof Error) throw fate;
    return fate ?? { ok: true, result: true };
  };
  const transformer = throughGate(gate, 'reply') as unknown as (
    ...args: unknown[]
  ) => Promise<ApiResponse<unknown>>;
  return transformer(previous, method, { chat_id }, signal);
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const tooMany = (retry_after: number): ApiResponse<unknown> => ({
  ok: false,
  error_code: 429,
  description: 'Too Many Requests',
  parameters: { retry_after },
});
const chats = () => attempts.map(([, chat]) => chat);
const METHODS = ['sendMessage', 'answerCallbackQuery'];

test.each(METHODS)('each attempt at %s is told the signal of its caller', async (method) => {
  const { signal } = new AbortController();
  fates = [tooMany(1)];
  const called = call(method, 1, signal);
  await vi.advanceTimersByTimeAsync(2_000);
  await called;
  expect(attempts).toEqual([
    [method, 1, signal],
    [method, 1, signal],
  ]);
});

test.each(
  METHODS,
)('a stop ends the wait of %s at once, and it is not made again', async (method) => {
  const ending = new AbortController();
  fates = [tooMany(5)];
  const ended = expect(call(method, 1, ending.signal)).rejects.toThrow('stopped');
  await vi.advanceTimersByTimeAsync(1_000);
  ending.abort(new Error('stopped'));
  await ended;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([attempts.length, gate.waiting()]).toEqual([1, 0]);
});

test('a stop ends the wait for another call in the same chat', async () => {
  fates = [new Promise(() => {})];
  void call('sendMessage', 1);
  const ending = new AbortController();
  const ended = expect(call('sendMessage', 1, ending.signal)).rejects.toThrow('stopped');
  await settle();
  ending.abort(new Error('stopped'));
  await ended;
  expect(attempts).toHaveLength(1);
});

test.each([
  ['is cut off', new Error('cut off')],
  ['is refused', { ok: false, error_code: 400, description: 'Bad Request' } as const],
])('a call that %s leaves its chat to the next one', async (_, fate) => {
  fates = [fate];
  const first = call('sendMessage', 1).catch(() => {});
  const second = call('sendMessage', 1);
  await settle();
  await first;
  expect(await second).toEqual({ ok: true, result: true });
});

describe('too many requests', () => {
  test.each(METHODS)('to %s are waited out twice, and then told', async (method) => {
    fates = [tooMany(1), tooMany(2), tooMany(3)];
    const called = call(method, 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await called).toEqual(tooMany(3));
    expect(attempts).toHaveLength(3);
  });

  test.each(METHODS)('to %s with a wait that is long are told at once', async (method) => {
    fates = [tooMany(6)];
    const called = call(method, 1);
    await settle();
    expect(await called).toEqual(tooMany(6));
    expect(attempts).toHaveLength(1);
  });

  test('are not met again before the wait is over', async () => {
    fates = [tooMany(3)];
    const called = call('sendMessage', 1);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(attempts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    await called;
    expect(attempts).toHaveLength(2);
  });

  test('of one of several calls in a chat keep it before the others', async () => {
    const sent: unknown[] = [];
    fates = [tooMany(1)];
    const calls = ['first', 'second'].map((name) =>
      call('sendMessage', 1).then(() => sent.push(name)),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(calls);
    expect(sent).toEqual(['first', 'second']);
  });

  test('while a chat is to be left alone for long, a call to it is not made, and one that sends nothing is', async () => {
    gate.limited(1, 30);
    expect(await call('sendMessage', 1)).toMatchObject({ parameters: { retry_after: 30 } });
    await call('answerCallbackQuery', 1);
    await call('sendChatAction', 1);
    await call('sendMessage', 2);
    expect(chats()).toEqual([1, 1, 2]);
  });
});

test('a call that is paid for is told its signal', async () => {
  const { signal } = new AbortController();
  const previous = vi.fn(async () => ({ ok: true as const, result: true }));
  await (paidFor as (...args: unknown[]) => Promise<unknown>)(previous, 'sendMessage', {}, signal);
  expect(previous).toHaveBeenCalledWith('sendMessage', { allow_paid_broadcast: true }, signal);
});
