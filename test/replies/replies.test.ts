import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { createCommonReplies } from '../../src/replies/common-replies.ts';
import { createReplies } from '../../src/replies/replies.ts';
import type { ReplyKind } from '../../src/replies/reply-kind.ts';

const NO_SHOP = { name: null, contact: null };
const VERA = { personId: 7, languageCode: 'en' };
const common = createCommonReplies(NO_SHOP);

/** A reply that a feature could bring. */
const watch: ReplyKind<{ kind: 'watch'; cardId: string }> = {
  schema: z.object({ kind: z.literal('watch'), cardId: z.uuid() }),
  label: 'watching',
  message: () => null,
};

describe('the replies of all features', () => {
  const replies = createReplies(common, { watch });

  test('have each its kind', () => {
    expect(replies.kindOf({ kind: 'watch' })).toBe(watch);
    expect(replies.kindOf({ kind: 'hint' })).toBe(common.hint);
  });

  test('end the start where two bring the same kind', () => {
    expect(() => createReplies(common, { watch }, { watch })).toThrow('"watch"');
    expect(() => createReplies(common, { hint: watch })).toThrow('"hint"');
  });

  test.each(['sell', 'toString', '__proto__'])('have none that nobody brings: %s', (kind) => {
    expect(() => replies.kindOf({ kind })).toThrow(TypeError);
  });
});

describe('what was stored with an update', () => {
  const replies = createReplies(common, { watch });
  const reply = { kind: 'watch', cardId: '3c9a2f6e-5b1d-4e0a-9c7b-8d2f4a6e1b03' };

  test('is read by its kind, without what the kind does not know', () => {
    const stored = JSON.parse(JSON.stringify({ ...VERA, reply: { ...reply, odd: 1 }, odd: 2 }));
    expect(replies.read(stored)).toEqual({ ...VERA, reply });
  });

  test('has the topic in which it is answered, or none where that cannot be read', () => {
    expect(replies.read({ ...VERA, topic: 5, reply }).topic).toBe(5);
    expect(replies.read({ ...VERA, topic: 'x', reply }).topic).toBeUndefined();
  });

  test.each([
    ['of a kind that nobody brings', { ...VERA, reply: { kind: 'sell' } }],
    ['without what its kind needs', { ...VERA, reply: { kind: 'watch' } }],
    ['of no kind', { ...VERA, reply: {} }],
    ['for nobody', { languageCode: null, reply }],
    ['that is nothing', null],
  ])('%s cannot be read', (_what, stored) => {
    expect(() => replies.read(stored)).toThrow();
  });
});

describe('what anybody may be answered', () => {
  const translator = loadCatalogue().createTranslator('en');
  const to = { id: { botId: 1, updateId: 2 }, personId: 7, translator };

  test.each([
    ['greeting', 'Hello'],
    ['help', 'How to check a card'],
    ['hint', 'To check a card'],
    ['id', '<code>7</code>'],
    ['admins_only', 'admins only'],
    ['failed', 'went wrong'],
    ['slow_down', 'a lot at once'],
  ] as const)('is a text without buttons, counted as a reply: %s', (kind, text) => {
    const { label, message, schema } = common[kind];
    expect(schema.parse({ kind })).toEqual({ kind });
    expect(() => schema.parse({ kind: 'watch' })).toThrow();
    expect(label).toBe('reply');
    expect(message({ kind } as never, to, null)).toEqual({
      type: 'text',
      text: expect.stringContaining(text),
      buttons: [],
    });
  });

  test('greets in the name of the shop, where it has one', () => {
    const { greeting } = createCommonReplies({ name: 'Cards & Co', contact: null });
    expect(greeting.message({ kind: 'greeting' }, to, null)).toMatchObject({
      text: expect.stringContaining('Cards &amp; Co'),
    });
  });
});
