import { z } from 'zod';
import { FAULTS } from '../stage/fault-switches.ts';

/** The version of the recordings that this program writes and replays. */
export const RECORDING_VERSION = 1;

/** A phone by its name on the stage: `admin`, `customer`, `admin 2`. */
const phone = z.string().regex(/^(admin|customer)( \d+)?$/);
const text = z.string().min(1).max(20_000);
const language = z.string().max(35);

const sentFile = z.strictObject({
  name: z.string().max(255),
  type: z.string().max(127),
  /** Of its bytes, which lie under this name beside the recordings. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * One thing that was done: by a person on a phone, or by the tester (`switch`, `kill`). In texts, labels
 * and links `{card 1}` stands for the code of the first registered card: it is another at each play.
 */
export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('add phone'),
    role: z.enum(['admin', 'customer']),
    language,
    name: z.string().max(64).optional(),
  }),
  z.strictObject({ do: z.literal('text'), phone, text }),
  z.strictObject({
    do: z.literal('sample'),
    phone,
    sample: z.string().max(64),
    as: z.enum(['photo', 'document']),
  }),
  z.strictObject({
    do: z.literal('files'),
    phone,
    as: z.enum(['photo', 'document']),
    caption: z.string().max(20_000),
    files: z.array(sentFile).min(1).max(10),
  }),
  /** Taps the button of the newest message that has it; `older` so many messages before that one. */
  z.strictObject({ do: z.literal('tap'), phone, button: text, older: z.int().min(0) }),
  /** Presses what no button offers, at the newest message with buttons. */
  z.strictObject({ do: z.literal('press'), phone, data: z.string().max(64) }),
  /** A message of any other kind, such as a sticker. */
  z.strictObject({
    do: z.literal('message'),
    phone,
    message: z.record(z.string(), z.json()),
  }),
  z.strictObject({ do: z.literal('open'), phone, url: text }),
  z.strictObject({
    do: z.literal('settings'),
    phone,
    language: language.optional(),
    blocked: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('clear'), phone }),
  z.strictObject({ do: z.literal('switch'), fault: z.enum(FAULTS), on: z.boolean() }),
  z.strictObject({ do: z.literal('kill') }),
]);

/** What is seen of one phone. `state` and what follows it: of an admin's session; absent with customers. */
const seenSchema = z.strictObject({
  state: z.string().optional(),
  notice: z.string().nullable().optional(),
  operation: z.string().nullable().optional(),
  /** Whether the newest screen was shown. */
  shown: z.boolean().optional(),
  /** The first line of the bot's newest message. Absent, as `offers` is, while the newest screen is not shown: what stands there then is by chance. */
  says: z.string().nullable().optional(),
  /** The buttons of the newest message that has some. */
  offers: z.array(z.string()).optional(),
});

/**
 * What an action led to, when it had come to rest. With `rest` everything was done; without it a fault
 * kept the bot from going on, and this is how it waited.
 */
const observationSchema = z.strictObject({
  rest: z.boolean(),
  bot: z.enum(['starting', 'running', 'stopped', 'ended']),
  /** Whether updates wait at Telegram. */
  waiting: z.boolean(),
  /** In a recording only the phones on which something changed. */
  phones: z.record(z.string(), seenSchema),
});

const stepSchema = z.strictObject({
  action: actionSchema,
  /** false: the next thing was done before this one had come to rest. A replay waits for `after`, or for rest if that comes first, and goes on. */
  compared: z.boolean(),
  /** null: the next thing was done before anything was seen. */
  after: observationSchema.nullable(),
});

/** A play that `npm test` repeats: what was done, and what was seen after each step. Holds no token and no code. */
export const recordingSchema = z.strictObject({
  version: z.literal(RECORDING_VERSION),
  name: z.string().min(1).max(100),
  steps: z.array(stepSchema).min(1),
});

export type Action = z.infer<typeof actionSchema>;
export type Seen = z.infer<typeof seenSchema>;
export type Observation = z.infer<typeof observationSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Recording = z.infer<typeof recordingSchema>;
