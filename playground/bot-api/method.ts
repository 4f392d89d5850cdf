import type { Webhook } from '../state/webhook.ts';
import type { World } from '../state/world.ts';
import type { Query } from './query.ts';

/** What a method works with. */
export interface MethodContext {
  readonly world: World;
  readonly webhook: Webhook;
  /** Aborts when the caller hangs up or the playground ends. */
  readonly signal: AbortSignal;
}

/**
 * A method of the Bot API.
 * @returns the `result`, or an `Answer` that says more
 * @throws ApiError if Telegram would refuse the call
 */
export type Method = (query: Query, context: MethodContext) => unknown;

/** A result with a description beside it, or one that is JSON already. */
export class Answer {
  readonly result: unknown;
  readonly description: string | undefined;

  constructor(result: unknown, description?: string) {
    this.result = result;
    this.description = description;
  }
}

/** A result that is JSON already. */
export class JsonText {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}
