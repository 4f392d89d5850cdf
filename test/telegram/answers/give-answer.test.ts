import { GrammyError, HttpError } from 'grammy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { createCommonReplies } from '../../../src/replies/common-replies.ts';
import { createReplies } from '../../../src/replies/replies.ts';
import {
  type AnswerDependencies,
  type Due,
  giveAnswer,
} from '../../../src/telegram/answers/give-answer.ts';

vi.mock('node:timers/promises', () => import('../../support/waiting/held-pause.ts'));

const DUE: Due = {
  id: { botId: 1, updateId: 7 },
  reply: { personId: 5, languageCode: 'en', reply: { kind: 'help' } },
  found: null,
  takenAt: 0,
};

/** What happened, in order. */
let events: string[];
let ending: AbortController;
/** Told the text of each message. */
const send = vi.fn<(text: string) => Promise<unknown>>();
const fault = vi.fn<(point: string) => void>();
let dependencies: AnswerDependencies;

beforeEach(() => {
  vi.useFakeTimers();
  [events, ending] = [[], new AbortController()];
  send.mockReset().mockResolvedValue({});
  fault.mockReset();
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  dependencies = {
    api: {
      sendMessage: (_personId: number, text: string) => {
        events.push(text.includes('went wrong') ? 'apology' : 'answer');
        return send(text);
      },
    },
    botId: 1,
    replies: createReplies(createCommonReplies({ name: null, contact: null })),
    database: {
      run: async ({ name }: { name: string }) => {
        events.push(name);
        return [];
      },
    },
    translatorFor: () => loadCatalogue().createTranslator('en'),
    finished: { add: () => events.push('finished') },
    puttingOff: { add: ({ seconds }: { seconds: number }) => events.push(`put off ${seconds} s`) },
    metrics: createMetrics(),
    faults: async (point: string) => fault(point),
    log,
  } as unknown as AnswerDependencies;
});
afterEach(() => {
  vi.useRealTimers();
});

function refusal(error_code: number, description: string, retry_after?: number): GrammyError {
  const answer = { ok: false as const, error_code, description };
  const parameters = retry_after === undefined ? {} : { parameters: { retry_after } };
  return new GrammyError('no', { ...answer, ...parameters }, 'sendMessage', {});
}
const tooMany = (seconds: number) => refusal(429, 'Too Many Requests', seconds);
const give = () => giveAnswer(dependencies, DUE, ending.signal);

test('an answer that was given is noted after it was', async () => {
  expect(await give()).toBe(true);
  expect(events).toEqual(['answer', 'finished']);
});

describe('where Telegram has no time', () => {
  test('a short wait is kept here, and the answer given after it, not before', async () => {
    send.mockRejectedValueOnce(tooMany(5));
    const given = give();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(events).toEqual(['answer']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await given).toBe(true);
    expect(events).toEqual(['answer', 'answer', 'finished']);
  });

  test('a long wait is put off at once', async () => {
    send.mockRejectedValueOnce(tooMany(6));
    expect(await give()).toBe(false);
    expect(events).toEqual(['answer', 'put off 6 s']);
  });

  test('the third wait is put off, for as long as it is', async () => {
    for (const seconds of [1, 2, 3]) send.mockRejectedValueOnce(tooMany(seconds));
    const given = give();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await given).toBe(false);
    expect(events).toEqual(['answer', 'answer', 'answer', 'put off 3 s']);
  });
});

describe('a stop', () => {
  test('ends a wait at once, and leaves the answer as it is', async () => {
    send.mockRejectedValueOnce(tooMany(5));
    const cut = expect(give()).rejects.toThrow('stopped');
    await vi.advanceTimersByTimeAsync(0);
    ending.abort(new Error('stopped'));
    await cut;
    expect(events).toEqual(['answer']);
  });

  test('that cuts a call off is no failure of Telegram’s', async () => {
    send.mockImplementationOnce(() => {
      ending.abort(new Error('stopped'));
      return Promise.reject(new HttpError('cut off', new Error('aborted')));
    });
    await expect(give()).rejects.toThrow('stopped');
    expect(events).toEqual(['answer']);
  });

  test('that cuts the last try off puts nothing off', async () => {
    for (const seconds of [1, 1]) send.mockRejectedValueOnce(tooMany(seconds));
    send.mockImplementationOnce(() => {
      ending.abort(new Error('stopped'));
      return Promise.reject(new HttpError('cut off', new Error('aborted')));
    });
    const cut = expect(give()).rejects.toThrow('stopped');
    await vi.advanceTimersByTimeAsync(2_000);
    await cut;
    expect(events).toEqual(['answer', 'answer', 'answer']);
  });

  test('that came before has nothing begun', async () => {
    ending.abort(new Error('stopped'));
    await expect(give()).rejects.toThrow('stopped');
    expect([events, fault.mock.calls]).toEqual([[], []]);
  });
});

describe('what cannot be mended counts as answered', () => {
  test('where nobody is there any more, and that is noted', async () => {
    send.mockRejectedValueOnce(refusal(403, 'Forbidden: bot was blocked by the user'));
    expect(await give()).toBe(true);
    expect(events).toEqual(['answer', 'mark_blocked', 'finished']);
  });

  test('where Telegram refuses it, and the person hears that something went wrong', async () => {
    send.mockRejectedValueOnce(refusal(400, 'Bad Request: message is too long'));
    expect(await give()).toBe(true);
    expect(events).toEqual(['answer', 'apology', 'finished']);
  });

  test('also where the apology is refused', async () => {
    send.mockRejectedValue(refusal(400, 'Bad Request: message is too long'));
    expect(await give()).toBe(true);
    expect(events).toEqual(['answer', 'apology', 'finished']);
  });
});

test('a fault of ours is thrown: neither answered nor put off', async () => {
  send.mockRejectedValueOnce(new TypeError('a fault of ours'));
  await expect(give()).rejects.toThrow('a fault of ours');
  expect(events).toEqual(['answer']);
});
