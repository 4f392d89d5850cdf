import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { createCommonReplies } from '../../../src/replies/common-replies.ts';
import { type AnyReplyKind, createReplies } from '../../../src/replies/replies.ts';
import {
  type Answering,
  type AnsweringDependencies,
  createAnswering,
} from '../../../src/telegram/answers/answering.ts';

/** What answers are given on that a test makes up. */
export interface AnsweringFakes {
  readonly sendMessage: (...args: never[]) => unknown;
  /** Stands for the database. */
  readonly run: (statement: { name: string }, values: unknown[]) => Promise<unknown[]>;
  readonly onFinished: (id: unknown) => void;
  readonly onPutOff?: (one: unknown) => void;
  /** Replies beside those that everybody may be given. */
  readonly kinds?: Readonly<Record<string, AnyReplyKind>>;
  readonly log: Readonly<Record<string, () => void>>;
}

/** Gives answers as the bot does, without a database and without Telegram. */
export function createAnsweringOn({
  sendMessage,
  run,
  onFinished,
  onPutOff = () => {},
  kinds = {},
  log,
}: AnsweringFakes): Answering {
  return createAnswering({
    api: { sendMessage },
    botId: 1,
    database: { run },
    photos: {},
    replies: createReplies(createCommonReplies({ name: null, contact: null }), kinds),
    translatorFor: () => loadCatalogue().createTranslator('en'),
    finished: { add: onFinished, flush: async () => {} },
    puttingOff: { add: onPutOff, flush: async () => {} },
    metrics: createMetrics(),
    faults: () => {},
    log,
  } as unknown as AnsweringDependencies);
}
