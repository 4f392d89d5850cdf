import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Bot, BotError, GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../src/errors.ts';
import { describeError, loggable } from '../src/loggable.ts';

const PRIVATE = 'a private text';

/** What the driver throws, with all the fields in which it keeps people's texts. */
function driverError(code: string, message: string): Error {
  return Object.assign(new Error(message), {
    code,
    severity: 'ERROR',
    detail: `Key (name)=(${PRIVATE}) already exists.`,
    where: `unnamed portal parameter $1 = '${PRIVATE}'`,
    query: `insert into card (name) values ('${PRIVATE}')`,
    parameters: [PRIVATE],
  });
}

describe('an error is described', () => {
  test('by type, code, message and the frames of its stack', () => {
    const described = describeError(new AppError('store_full', 'the disk is full'));
    expect(described).toEqual({
      type: 'AppError',
      code: 'store_full',
      message: 'the disk is full',
      stack: expect.stringMatching(/^ {4}at .*loggable\.test\.ts:\d+:\d+\)?\n/),
    });
    expect(described.stack).not.toContain('the disk is full');
  });

  test('with its causes, however they are wrapped, and no deeper than five', () => {
    let error = new Error('0');
    for (let i = 1; i < 10; i++) error = new Error(String(i), { cause: error });
    const text = JSON.stringify(describeError(error));
    expect(text.match(/"message":"\d"/g)).toEqual(
      ['9', '8', '7', '6', '5', '4'].map((message) => `"message":"${message}"`),
    );
  });

  test('when it is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(() => JSON.stringify(describeError(error))).not.toThrow();
  });

  test('when it was thrown with a cause that is no error', () => {
    const cause = { update_id: 3, message: { text: PRIVATE } };
    expect(describeError(new Error('x', { cause })).cause).toEqual({ update_id: 3 });
  });

  test('without the payload of a refused Bot API call', () => {
    const error = new GrammyError(
      "Call to 'sendMessage' failed!",
      { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
      'sendMessage',
      { chat_id: 1, text: PRIVATE },
    );
    const described = describeError(error);
    expect(described.message).toContain('chat not found');
    expect(Object.keys(described).sort()).toEqual(['message', 'stack', 'type']);
  });

  test('with what lies beneath a failed Bot API call', () => {
    const reason = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(describeError(new HttpError('Network request failed', reason))).toMatchObject({
      type: 'HttpError',
      cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    });
  });

  test('without the update in which it happened', async () => {
    const bot = new Bot('1:a', {
      botInfo: {
        id: 1,
        is_bot: true,
        first_name: 'cardseal',
        username: 'cardseal_bot',
        can_join_groups: false,
        can_read_all_group_messages: false,
        can_manage_bots: false,
        supports_inline_queries: false,
        supports_join_request_queries: false,
        supports_guest_queries: false,
        can_connect_to_business: false,
        has_main_web_app: false,
        has_topics_enabled: false,
        allows_users_to_create_topics: false,
      },
    });
    bot.use(() => {
      throw new Error('inner');
    });
    const chat = { id: 1, type: 'private' as const, first_name: PRIVATE };
    const message = {
      message_id: 1,
      date: 0,
      chat,
      text: PRIVATE,
      from: { ...chat, is_bot: false },
    };
    const error: unknown = await bot
      .handleUpdate({ update_id: 1, message })
      .catch((thrown: unknown) => thrown);

    if (!(error instanceof BotError)) throw error;
    const described = describeError(error);
    expect(described).toMatchObject({ type: 'BotError', cause: { message: 'inner' } });
    expect(JSON.stringify(described)).not.toContain(PRIVATE);
  });

  test('without the parameters of a failed query', () => {
    const error = new UniqueConstraintViolationException(
      driverError('23505', 'duplicate key value violates unique constraint "card_code_unique"'),
    );
    const text = JSON.stringify(describeError(new Error('x', { cause: error })));
    expect(text).toContain('card_code_unique');
    expect(text).toContain('"code":"23505"');
    expect(text).not.toContain(PRIVATE);
  });

  test.each([
    ['22P02', `invalid input syntax for type uuid: "${PRIVATE} "quoted" ${PRIVATE}"`],
    ['22003', `value "${PRIVATE}" is out of range for type integer`],
  ])('without the data that PostgreSQL quotes with %s', (code, message) => {
    const text = JSON.stringify(describeError(driverError(code, message)));
    expect(text).not.toContain(PRIVATE);
    expect(text).toMatch(/for type/);
  });

  test('without the row that MikroORM quotes in its message', () => {
    const refused = driverError(
      '23514',
      `new row violates check constraint "card_name_check"\n - detail: Failing row contains (1,\n${PRIVATE}).`,
    );
    const { message } = describeError(refused);
    expect(message).toBe('new row violates check constraint "card_name_check"');
  });

  test('without the JSON that could not be parsed', () => {
    expect.assertions(2);
    try {
      JSON.parse(PRIVATE);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      expect(error.message).toContain('private');
      expect(JSON.stringify(describeError(error))).not.toContain('private');
    }
  });

  test('without the input that a schema refused', () => {
    const { error } = z.object({ name: z.enum(['a']) }).safeParse({ name: PRIVATE });
    if (error === undefined) throw new Error('the schema took it');
    expect(JSON.stringify(describeError(error))).not.toContain(PRIVATE);
  });

  test('without lines of its message in the stack', () => {
    const error = new Error(`first\n    at home: ${PRIVATE}\nlast`);
    expect(describeError(error).stack).not.toContain(PRIVATE);
  });
});

describe('a value is made loggable', () => {
  class Card {
    name = PRIVATE;
    toJSON() {
      return { name: this.name };
    }
  }

  test.each<[string, unknown, unknown]>([
    ['plain values', [1, 'a', true, null], [1, 'a', true, null]],
    ['a big integer', 12345678901234567890n, '12345678901234567890'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a broken date', new Date(Number.NaN), 'Invalid Date'],
    ['a URL', new URL('https://h/x'), 'https://h/x'],
    ['bytes', Buffer.from(PRIVATE), `[${PRIVATE.length} bytes]`],
    ['an instance of a class', new Card(), '[Card]'],
    ['a map', new Map([['a', PRIVATE]]), '[Map]'],
    ['a function', () => PRIVATE, undefined],
    ['an update', { update_id: 5, message: { text: PRIVATE } }, { update_id: 5 }],
    ['an update within', { a: [{ update_id: 5, x: PRIVATE }] }, { a: [{ update_id: 5 }] }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      'an error within',
      { a: { b: new Error('x') } },
      { a: { b: expect.objectContaining({ message: 'x' }) } },
    ],
    ['a long list', Array(60).fill(0), Array(50).fill(0)],
    ['a long text', 'x'.repeat(3000), `${'x'.repeat(2000)}…`],
    [
      'a deep object',
      { a: { b: { c: { d: { e: { f: 1 } } } } } },
      { a: { b: { c: { d: { e: '[…]' } } } } },
    ],
  ])('%s', (_, value, expected) => {
    expect(loggable(value)).toEqual(expected);
  });

  test('also when it holds itself', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => JSON.stringify(loggable(loop))).not.toThrow();
  });
});
