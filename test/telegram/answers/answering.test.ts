import { GrammyError } from 'grammy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { AnyReplyKind } from '../../../src/replies/replies.ts';
import type { AddressedReply } from '../../../src/replies/reply.ts';
import { textMessage } from '../../../src/screens/message.ts';
import type { Answering } from '../../../src/telegram/answers/answering.ts';
import { createAnsweringOn } from '../../support/bot/answering-on-fakes.ts';

const ID = { botId: 1, updateId: 7 };
const NEXT = { ...ID, updateId: 8 };
const send = vi.fn<() => Promise<unknown>>();
const HELP: AddressedReply = { personId: 5, languageCode: 'en', reply: { kind: 'help' } };
const taken = async () => ({ after: null });

/** A reply that a feature could bring. */
const message = vi.fn<AnyReplyKind['message']>();
const find: AnyReplyKind = {
  schema: z.object({ kind: z.literal('find') }),
  label: 'find',
  message,
};

/** A good while longer than an update is held without being held anew. */
const LONG_MS = 60_000;

let statements: string[];
let finished: unknown[];
let putOff: unknown[];
let answering: Answering;
let log: Record<string, () => void>;
/** What the database says to statements of these names. */
let rows: Record<string, unknown[]>;
let isAway: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [statements, finished, putOff, rows, isAway] = [[], [], [], {}, false];
  message.mockReset();
  send.mockReset().mockResolvedValue({});
  log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  const run = async ({ name }: { name: string }) => {
    statements.push(name);
    if (isAway) throw new Error('Connection terminated unexpectedly');
    return rows[name] ?? [];
  };
  answering = createAnsweringOn({
    sendMessage: send,
    run,
    onFinished: (id) => finished.push(id),
    onPutOff: (one) => putOff.push(one),
    kinds: { find },
    log,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('an update', () => {
  test('is taken in hand, and answered without a further statement', async () => {
    const take = vi.fn(taken);
    expect(await answering.take(ID, HELP, take)).toEqual({ after: null });
    await settle();
    expect(take).toHaveBeenCalledWith(true);
    expect(finished).toEqual([ID]);
    expect(statements).toEqual([]);
  });

  test('that was taken before, or cannot be taken, leaves its place to others', async () => {
    expect(await answering.take(ID, HELP, async () => null)).toBeNull();
    const failing = answering.take(ID, HELP, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect([answering.pending(), finished]).toEqual([0, []]);
  });

  test('stays in the table when one of that person’s too many is in hand', async () => {
    send.mockReturnValue(new Promise(() => {}));
    const held: boolean[] = [];
    for (let n = 0; n < 4; n++) {
      await answering.take({ ...ID, updateId: n }, HELP, async (isHeld) => {
        held.push(isHeld);
        return { after: null };
      });
    }
    expect(held).toEqual([true, true, true, false]);
    expect(answering.pending()).toBe(3);
  });

  test('is left to the table while another process owes its person an earlier answer', async () => {
    rows.comes_after_another = [{}];
    await answering.take(NEXT, HELP, async () => ({ after: ID }));
    await settle();
    expect(statements).toEqual(['comes_after_another', 'let_go_updates']);
    expect([send.mock.calls.length, answering.pending()]).toEqual([0, 0]);
    statements = [];
    const third = { ...ID, updateId: 9 };
    await answering.take(third, HELP, async () => ({ after: NEXT }));
    await settle();
    expect(statements).toEqual(['comes_after_another', 'let_go_updates']);
  });

  test.each([
    ['failed', () => Promise.reject(new TypeError('a fault of ours'))],
    [
      'Telegram has put off',
      () =>
        Promise.reject(
          new GrammyError(
            'no',
            {
              ok: false,
              error_code: 429,
              description: 'Too Many Requests',
              parameters: { retry_after: 60 },
            },
            'sendMessage',
            {},
          ),
        ),
    ],
  ])('is left to the table while an answer waits there that was in this hand and %s', async (_, fail) => {
    send.mockImplementationOnce(fail);
    await answering.take(ID, HELP, taken);
    await settle();
    expect(putOff).toHaveLength(1);
    rows.comes_after_another = [{}];
    await answering.take(NEXT, HELP, async () => ({ after: ID }));
    await settle();
    expect([finished, statements]).toEqual([[], ['comes_after_another', 'let_go_updates']]);
  });

  test('costs no look when the answer before is in this hand', async () => {
    await answering.take(ID, HELP, taken);
    await answering.take(NEXT, HELP, async () => ({ after: ID }));
    await settle();
    expect([finished, statements]).toEqual([[ID, NEXT], []]);
  });
});

describe('what waits in the table', () => {
  const row = { bot_id: 1, update_id: 7, payload: HELP, seconds: 9 };

  test('is taken up and answered', async () => {
    rows.claim_updates = [row];
    await answering.takeUp();
    await settle();
    expect([finished, statements]).toEqual([[ID], ['claim_updates']]);
  });

  test('and was given here, which could not be noted in time, is noted again and not given twice', async () => {
    await answering.take(ID, HELP, taken);
    await settle();
    rows.claim_updates = [row];
    await answering.takeUp();
    await settle();
    expect(send).toHaveBeenCalledTimes(1);
    expect(finished).toEqual([ID, ID]);
  });

  test('and is in hand already, since it could not be held anew, is answered once', async () => {
    const slow = Promise.withResolvers<unknown>();
    send.mockReturnValue(slow.promise);
    await answering.take(ID, HELP, taken);
    rows.claim_updates = [row];
    await answering.takeUp();
    slow.resolve({});
    await settle();
    expect([send.mock.calls.length, finished]).toEqual([1, [ID]]);
  });

  test('and cannot be read is put off, and given up after ten minutes', async () => {
    const odd = { ...row, payload: { personId: 5, languageCode: 'en', odd: true } };
    rows.claim_updates = [odd];
    await answering.takeUp();
    await settle();
    expect(putOff).toEqual([{ id: ID, seconds: 8 }]);
    rows.claim_updates = [{ ...odd, seconds: 601 }];
    await answering.takeUp();
    await settle();
    expect([finished, send.mock.calls.length]).toEqual([[ID], 1]);
  });
});

describe('an answer', () => {
  test('is made for who asked, of what was found when its update was taken', async () => {
    message.mockReturnValue(textMessage('it was found'));
    const reply = { personId: 5, languageCode: 'en', reply: { kind: 'find' } };
    await answering.take(ID, reply, async () => ({ after: null, found: 'it' }));
    await settle();
    const to = { id: ID, personId: 5, translator: expect.objectContaining({ locale: 'en' }) };
    expect(message).toHaveBeenCalledExactlyOnceWith({ kind: 'find' }, to, 'it');
    expect(send).toHaveBeenCalledOnce();
    expect(send.mock.lastCall?.slice(0, 2)).toEqual([5, 'it was found']);
  });

  test('that is needed no more counts as given, and is not sent', async () => {
    message.mockReturnValue(null);
    await answering.take(ID, { ...HELP, reply: { kind: 'find' } }, taken);
    await settle();
    expect([finished, send.mock.calls]).toEqual([[ID], []]);
    expect(message.mock.lastCall?.[2]).toBeNull();
  });

  test('that is slow is held anew, in one statement for all, until it is there', async () => {
    const slow = Promise.withResolvers<unknown>();
    send.mockReturnValue(slow.promise);
    await answering.take(ID, HELP, taken);
    await answering.take(NEXT, { ...HELP, personId: 6 }, taken);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(statements).toEqual(Array(4).fill('keep_updates'));
    slow.resolve({});
    await answering.drain(LONG_MS);
    expect(finished).toEqual([ID, NEXT]);
    statements = [];
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(statements).toEqual([]);
  });

  test('that failed is tried again soon, later seldom, and given up after ten minutes with an apology', async () => {
    send.mockRejectedValueOnce(new TypeError('a fault of ours'));
    await answering.take(ID, HELP, taken);
    await settle();
    expect(putOff).toEqual([{ id: ID, seconds: 8 }]);
    for (const seconds of [70, 601]) {
      send.mockRejectedValueOnce(new TypeError('a fault of ours'));
      rows.claim_updates = [{ bot_id: 1, update_id: 7, payload: HELP, seconds }];
      await answering.takeUp();
      await settle();
    }
    expect(putOff[1]).toEqual({ id: ID, seconds: 60 });
    expect(finished).toEqual([ID]);
    expect(send.mock.lastCall).toEqual([5, expect.stringContaining('went wrong'), {}]);
  });

  test('that the database kept from being given is taken up when its hold is over', async () => {
    isAway = true;
    await answering.take(NEXT, HELP, async () => ({ after: ID }));
    await settle();
    expect([putOff, finished, answering.pending()]).toEqual([[], [], 0]);
  });

  test('that was given is done with, whether or not that can be told', async () => {
    log.info = () => {
      throw new Error('the log is full');
    };
    await answering.take(ID, HELP, taken);
    await settle();
    expect(finished).toEqual([ID]);
  });

  test('that failed, nor can that be told, holds up none that come after it', async () => {
    log.error = () => {
      throw new Error('the log is full');
    };
    send.mockRejectedValueOnce(new TypeError('a fault of ours'));
    await answering.take(ID, HELP, taken);
    await answering.take(NEXT, HELP, taken);
    await settle();
    expect(finished).toEqual([NEXT]);
  });
});

describe('the end', () => {
  test('leaves no timer behind', async () => {
    await answering.take(ID, HELP, taken);
    await settle();
    await answering.drain(LONG_MS);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves what it cuts off to whichever process has room', async () => {
    send.mockImplementation(
      (...[, , , signal]: unknown[]) =>
        new Promise((_, fail) => {
          (signal as AbortSignal).addEventListener('abort', () => fail(new Error('cut off')));
        }),
    );
    await answering.take(ID, HELP, taken);
    await settle();
    const drained = answering.drain(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await drained;
    expect(statements).toEqual(['let_go_updates']);
    expect([finished, putOff]).toEqual([[], []]);
  });
});
