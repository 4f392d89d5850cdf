import fc from 'fast-check';
import { z } from 'zod';

const COMMANDS = [
  '/add',
  '/add',
  '/skip',
  '/back',
  '/cancel',
  '/admin',
  '/cards',
  '/stats',
  '/help',
  '/id',
  '/nonsense',
] as const;

const FORGED = [
  '',
  'xstate.done.actor.storeOriginal',
  'xstate.done.actor.registerCard:{revision}',
  'confirm:{revision}',
  'continue:{revision}',
  'retry:{revision}',
  'off:{revision}',
  'skip:{revision}',
  'cancel:{revision}',
  'add:{revision}',
  'add:999999999',
  'open:{revision}:00000000-0000-4000-8000-000000000000',
] as const;

const FAULTS = ['429', '500', 'drop_before', 'drop_after', 'file'] as const;

/**
 * One thing that an admin does, or that befalls them.
 * - `next`: waits for the newest screen and does what it asks for, so that wizards come to their end
 * - `text`: types a text that nobody typed before
 * - `press`: presses a button: `old` 0 of the newest message that has some, 1 of the one before
 * - `code`: opens the link of one of the admin's cards, or of none
 * - `again`: an earlier update of theirs is delivered again, several times at the same moment
 * - `fault`: the next call of the bot in this chat goes wrong
 */
const stepSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('next') }),
  z.object({ do: z.literal('settle') }),
  z.object({ do: z.literal('command'), command: z.enum(COMMANDS) }),
  z.object({ do: z.literal('text') }),
  z.object({ do: z.literal('photo'), good: z.boolean() }),
  z.object({ do: z.literal('album') }),
  z.object({ do: z.literal('sticker') }),
  z.object({
    do: z.literal('press'),
    nth: z.number(),
    old: z.number(),
    times: z.number(),
  }),
  z.object({ do: z.literal('forge'), data: z.enum(FORGED) }),
  z.object({ do: z.literal('code'), nth: z.number() }),
  z.object({ do: z.literal('again'), back: z.number(), times: z.number() }),
  z.object({ do: z.literal('fault'), kind: z.enum(FAULTS) }),
]);

export type Step = z.infer<typeof stepSchema>;

/** What befalls the whole bot, after so many steps of all admins together. */
const blowSchema = z.object({
  after: z.number(),
  blow: z.enum(['restart', 'store away', 'store back', 'connections cut']),
});

export type Blow = z.infer<typeof blowSchema>;

/** One round: each admin's sequence of steps, all at the same time, and what befalls the bot meanwhile. */
export const roundSchema = z.object({
  sequences: z.array(z.array(stepSchema)),
  blows: z.array(blowSchema),
});

export type Round = z.infer<typeof roundSchema>;

const LONGEST = 16;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Step>({ do: 'next' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'settle' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      command: fc.constantFrom(...COMMANDS),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'text' }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('photo' as const), good: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'album' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'sticker' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      nth: fc.nat(9),
      old: fc.nat(1),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('forge' as const), data: fc.constantFrom(...FORGED) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('code' as const), nth: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('again' as const),
      back: fc.nat(5),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fault' as const), kind: fc.constantFrom(...FAULTS) }),
  },
);

/** Rounds of so many admins. */
export function rounds(admins: number): fc.Arbitrary<Round> {
  const sequence = fc.array(step, { minLength: 4, maxLength: LONGEST, size: 'max' });
  const blow: fc.Arbitrary<Blow> = fc.record({
    after: fc.nat((admins * LONGEST) / 2),
    blow: fc.constantFrom(
      'restart' as const,
      'store away' as const,
      'store back' as const,
      'connections cut' as const,
    ),
  });
  return fc.record({
    sequences: fc.array(sequence, { minLength: admins, maxLength: admins }),
    blows: fc.array(blow, { maxLength: 2 }),
  });
}
