import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { createCode } from '../../src/codes/verification-code.ts';
import { verificationReading } from '../../src/features/verification/reading.ts';
import { routeUpdate } from '../../src/telegram/routing.ts';
import { updateSchema } from '../../src/telegram/update-schema.ts';

const ADMIN = 5;
const routes = {
  isAdmin: (id: number) => id === ADMIN,
  inputs: INPUTS,
  reading: verificationReading,
};

/** Anything that might stand in an update: often what belongs there, sometimes anything else. */
function mostly<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 29, arbitrary: usual }, { weight: 1, arbitrary: fc.anything() });
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('/add', '/start', '/start 7K2M9QXD4TJE', '/cancel@bot', '/id', '7K2M-9QXD-4TJE'),
);
const id = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(ADMIN, 6, 7_000_000_001) },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double()) },
);
const from = fc.record(
  {
    id: mostly(id),
    is_bot: mostly(fc.boolean()),
    first_name: mostly(text),
    language_code: mostly(text),
  },
  { requiredKeys: ['id', 'is_bot', 'first_name'] },
);
const chat = fc.record({
  id: mostly(id),
  type: mostly(fc.constantFrom('private', 'private', 'group', 'channel')),
});
const message = fc.record(
  {
    message_id: mostly(fc.nat()),
    chat: mostly(chat),
    from: mostly(from),
    text: mostly(text),
    media_group_id: mostly(text),
    photo: mostly(fc.array(fc.record({ file_id: text, width: fc.nat(), height: fc.nat() }))),
    document: mostly(fc.record({ file_id: text, mime_type: text, file_name: text })),
  },
  { requiredKeys: ['message_id', 'chat', 'from'] },
);
const update = fc.record(
  {
    update_id: fc.nat(),
    message: mostly(message),
    callback_query: mostly(
      fc.record(
        { id: mostly(text), from: mostly(from), message: mostly(message), data: mostly(text) },
        { requiredKeys: [] },
      ),
    ),
    my_chat_member: mostly(
      fc.record({
        chat: mostly(chat),
        from: mostly(from),
        new_chat_member: mostly(fc.record({ status: text })),
      }),
    ),
  },
  { requiredKeys: ['update_id'] },
);

describe('any update', () => {
  test('leads somewhere, and into a session only from an admin, with an event of ours', () => {
    let sessions = 0;
    fc.assert(
      fc.property(update, (raw) => {
        const parsed = updateSchema.parse(raw);
        const intent = routeUpdate(parsed, routes);
        if (intent.type !== 'session') return;
        sessions += 1;
        expect(intent.person.id).toBe(ADMIN);
        expect(EVENT_TYPES).toContain(intent.event.type);
      }),
      { numRuns: 2_000 },
    );
    expect(sessions).toBeGreaterThan(20);
  });

  test('of somebody who is no admin never leads into a session', () => {
    fc.assert(
      fc.property(update, (raw) => {
        expect(
          routeUpdate(updateSchema.parse(raw), { ...routes, isAdmin: () => false }).type,
        ).not.toBe('session');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a code behind a command', () => {
  const CODE = createCode();
  const asked = (text: string) =>
    routeUpdate(
      updateSchema.parse({
        update_id: 1,
        message: {
          message_id: 1,
          date: 1,
          chat: { id: 6, type: 'private' },
          from: { id: 6, is_bot: false, first_name: 'Vera' },
          text,
        },
      }),
      routes,
    );

  test.each([
    ['/help', { kind: 'help' }],
    ['/check', { kind: 'verdict', code: CODE }],
    ['/add', { kind: 'verdict', code: CODE }],
    ['/start', { kind: 'verdict', code: CODE }],
  ])('that a customer sends as %s gets what they asked for', (command, reply) => {
    expect(asked(`${command} ${CODE}`)).toMatchObject({ type: 'reply', reply });
  });

  test.each([
    ['/add', 'admins_only'],
    ['/stats', 'admins_only'],
    ['/help', 'help'],
    ['/start', 'greeting'],
    ['/check', 'hint'],
  ])('is not there: %s is answered with %s', (command, kind) => {
    expect(asked(command)).toMatchObject({ type: 'reply', reply: { kind } });
  });
});

describe('the topic of an update', () => {
  const person = { id: ADMIN, is_bot: false, first_name: 'Ann' };
  const stands = { message_id: 1, date: 1, chat: { id: ADMIN, type: 'private' } };
  const topic = { message_thread_id: 77, is_topic_message: true };
  const gone = { ...stands, date: 0 };

  test.each([
    ['a message in a topic', { message: { ...stands, from: person, ...topic } }, 77],
    ['a message in none', { message: { ...stands, from: person } }, null],
    [
      'a reply, which has a thread',
      { message: { ...stands, from: person, message_thread_id: 7 } },
      null,
    ],
    [
      'a press in a topic',
      { callback_query: { id: 'q', from: person, message: { ...stands, ...topic } } },
      77,
    ],
    ['a press in none', { callback_query: { id: 'q', from: person, message: stands } }, null],
    [
      'a press on what is gone',
      { callback_query: { id: 'q', from: person, message: gone } },
      undefined,
    ],
    ['a press on nothing', { callback_query: { id: 'q', from: person } }, undefined],
  ])('of %s is as it says', (_what, update, expected) => {
    const intent = routeUpdate(updateSchema.parse({ update_id: 1, ...update }), routes);
    expect(intent).toMatchObject({ type: 'session', topic: expected });
  });
});

describe('what is no update', () => {
  test.each([
    [undefined],
    [null],
    [[]],
    ['x'],
    [7],
    [{}],
    [{ update_id: -1 }],
    [{ update_id: 1.5 }],
    [{ update_id: 2 ** 53 }],
    [{ update_id: '1' }],
  ])('is refused: %j', (raw) => {
    expect(updateSchema.safeParse(raw).success).toBe(false);
  });
});
