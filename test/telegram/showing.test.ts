import { GrammyError, HttpError } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import type { Showable } from '../../src/photos/showables.ts';
import type { Message } from '../../src/screens/message.ts';
import type { ScreenRequest } from '../../src/session/ports.ts';
import { createShowing, type ShowingDependencies } from '../../src/telegram/showing.ts';

const ending = new AbortController();
const { signal } = ending;

/** The sender of pictures is a fake that asks for none. */
async function* nothing(): AsyncGenerator<Showable> {}
const PICTURE: Message = { type: 'picture', pictures: nothing(), textFor: () => null };

/** What happened, in order: calls of Telegram, statements, notes. */
let events: string[];
let signals: unknown[];
/** What fails, by the name of the call. */
let failing: Record<string, Error>;
let screen: { text: string; buttons: [] } | null;
let dependencies: ShowingDependencies;

beforeEach(() => {
  [events, signals, failing, screen] = [[], [], {}, { text: 'a screen', buttons: [] }];
  const call =
    (name: string) =>
    async (...args: unknown[]) => {
      const told = name === 'sendMessage' ? `${name} ${args[1]}` : name;
      events.push(told);
      signals.push([name, args.find((arg) => arg instanceof AbortSignal)]);
      const failure = failing[told] ?? failing[name];
      if (failure !== undefined) throw failure;
      return { message_id: 100 };
    };
  dependencies = {
    api: {
      sendMessage: call('sendMessage'),
      editMessageText: call('editMessageText'),
      editMessageReplyMarkup: call('editMessageReplyMarkup'),
    },
    database: {
      run: async ({ name }: { name: string }) => {
        events.push(name);
        return [];
      },
    },
    pictureSender: {
      send: async (...[, , , given]: unknown[]) => {
        events.push('picture');
        signals.push(['picture', given]);
        if (failing.picture !== undefined) throw failing.picture;
        return 'sent';
      },
    },
    partsOf: ({ key }: { key: string }) => [{ key, message: async () => PICTURE }],
    isAdmin: () => true,
    isStoring: () => true,
    translatorFor: () => loadCatalogue().createTranslator('en'),
    render: () => screen,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  } as unknown as ShowingDependencies;
});

function show(request: Partial<ScreenRequest> = {}, deliveries: readonly object[] = []) {
  const whole = {
    adminId: 5,
    topic: null,
    language: 'en',
    revision: 3,
    showOn: null,
    screenMessage: null,
    delivered: [],
    noteDelivered: async (key: string) => {
      events.push(`noted ${key}`);
    },
    snapshot: { context: { deliveries } },
    ...request,
  } as unknown as ScreenRequest;
  return createShowing(dependencies).show(whole, signal);
}

function refusal(error_code: number, description: string, retry_after?: number): GrammyError {
  const answer = { ok: false as const, error_code, description };
  const parameters = retry_after === undefined ? {} : { parameters: { retry_after } };
  return new GrammyError('no', { ...answer, ...parameters }, 'x', {});
}
const names = () => events.map((event) => (event.includes('went wrong') ? 'apology' : event));

describe('a screen', () => {
  test('is sent anew, and the old one loses its buttons after that', async () => {
    expect(await show({ screenMessage: 50 })).toEqual({ type: 'shown', message: 100 });
    expect(events).toEqual(['sendMessage a screen', 'editMessageReplyMarkup']);
  });

  test('is put on its message, which keeps its buttons', async () => {
    expect(await show({ showOn: 50, screenMessage: 50 })).toEqual({ type: 'shown', message: 50 });
    expect(events).toEqual(['editMessageText']);
  });

  test('put on one message takes the buttons of another', async () => {
    await show({ showOn: 50, screenMessage: 60 });
    expect(events).toEqual(['editMessageText', 'editMessageReplyMarkup']);
  });

  test('is shown whether or not the old one loses its buttons', async () => {
    failing.editMessageReplyMarkup = new HttpError('cut off', new Error('cut'));
    expect(await show({ screenMessage: 50 })).toEqual({ type: 'shown', message: 100 });
  });

  test('that stands there already is shown, and not sent a second time', async () => {
    failing.editMessageText = refusal(400, 'Bad Request: message is not modified');
    expect(await show({ showOn: 50 })).toEqual({ type: 'shown', message: 50 });
    expect(events).toEqual(['editMessageText']);
  });

  test('whose message is gone is sent anew', async () => {
    failing.editMessageText = refusal(400, 'Bad Request: message to edit not found');
    expect(await show({ showOn: 50, screenMessage: 50 })).toEqual({ type: 'shown', message: 100 });
    expect(events).toEqual(['editMessageText', 'sendMessage a screen', 'editMessageReplyMarkup']);
  });

  test('that says nothing takes no buttons away', async () => {
    screen = null;
    expect(await show({ screenMessage: 50 })).toEqual({ type: 'shown', message: null });
    expect(events).toEqual([]);
  });
});

describe('of two deliveries', () => {
  const two = [{ key: 'one' }, { key: 'two' }];

  test('each is noted when it was sent, then comes the screen, as a message of its own', async () => {
    await show({ showOn: 50 }, two);
    expect(events).toEqual([
      'picture',
      'noted one',
      'picture',
      'noted two',
      'sendMessage a screen',
    ]);
  });

  test('that is refused for good counts as sent, and the other one comes', async () => {
    failing.picture = refusal(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await show({}, two)).toEqual({ type: 'shown', message: 100 });
    expect(events.filter((event) => event.startsWith('noted'))).toEqual(['noted one', 'noted two']);
  });

  test('that has to wait is not noted, and neither the other nor the screen comes before it', async () => {
    failing.picture = refusal(429, 'Too Many Requests', 8);
    expect(await show({}, two)).toEqual({ type: 'due', seconds: 8 });
    expect(events).toEqual(['picture']);
  });
});

describe('a screen that Telegram does not take', () => {
  test('now is due when it says', async () => {
    failing.sendMessage = refusal(429, 'Too Many Requests', 8);
    expect(await show()).toEqual({ type: 'due', seconds: 8 });
  });

  test('since nobody is there is over, and that is noted', async () => {
    failing.sendMessage = refusal(403, 'Forbidden: bot was blocked by the user');
    expect(await show()).toEqual({ type: 'gone' });
    expect(events).toEqual(['sendMessage a screen', 'mark_blocked']);
  });

  test('for good is owned up to, and counts as shown', async () => {
    failing['sendMessage a screen'] = refusal(400, 'Bad Request: message is too long');
    expect(await show()).toEqual({ type: 'shown', message: null });
    expect(names()).toEqual(['sendMessage a screen', 'apology']);
  });
});

test('every call that shows something is told the signal that ends it', async () => {
  await show({}, [{ key: 'one' }]);
  failing.editMessageText = refusal(400, 'Bad Request: message to edit not found');
  await show({ showOn: 50 });
  expect(signals).toEqual([
    ['picture', signal],
    ['sendMessage', signal],
    ['editMessageText', signal],
    ['sendMessage', signal],
  ]);
});

test('a screen that is cut off is thrown, and not taken for one that Telegram did not take', async () => {
  const cut = new AbortController();
  failing.sendMessage = new HttpError('cut off', new Error('aborted'));
  const showing = createShowing(dependencies);
  const request = { adminId: 5, topic: null, snapshot: { context: { deliveries: [] } } };
  cut.abort(new Error('the job was ended'));
  await expect(
    showing.show({ ...request, showOn: null } as unknown as ScreenRequest, cut.signal),
  ).rejects.toThrow('the job was ended');
});

describe('a sign of being busy', () => {
  test('is sent at once for what stores something, again every 4.5 seconds, and no more when it is over', async () => {
    vi.useFakeTimers();
    const sendChatAction = vi.fn(async () => true);
    dependencies = { ...dependencies, api: { sendChatAction } as never };
    const over = createShowing(dependencies).busy(
      { adminId: 5, topic: null },
      'loadCards' as never,
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(sendChatAction).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(sendChatAction).toHaveBeenCalledTimes(3);
    over();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sendChatAction).toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
