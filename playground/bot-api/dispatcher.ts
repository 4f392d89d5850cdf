import { ApiError, notFound, tooManyRequests } from '../api-error.ts';
import type { Webhook } from '../state/webhook.ts';
import type { World } from '../state/world.ts';
import type { Calls } from './calls.ts';
import type { Fault, Faults, OpenFault } from './faults.ts';
import { Answer, JsonText } from './method.ts';
import { createMethods } from './methods/all-methods.ts';
import type { Query } from './query.ts';
import type { RateLimits } from './rate-limits.ts';

/** What the caller of a method gets. */
export type Reply =
  /** `retryAfter` in seconds, for a 429. */
  | { readonly kind: 'answer'; status: number; body: string; retryAfter?: number }
  /** The connection is cut without an answer. */
  | { readonly kind: 'drop' };

/** Executes a call and gives what goes back to the bot; never rejects. */
export type Dispatch = (query: Query, signal: AbortSignal) => Promise<Reply>;

/** What the dispatcher works with. */
export interface DispatcherOptions {
  readonly world: World;
  /** Taken at each call: the webhook may need the dispatcher to be made. */
  readonly webhook: () => Webhook;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Undefined: the bot may send as fast as it can. */
  readonly rateLimits: RateLimits | undefined;
}

/** Makes the one way on which calls reach methods: faults, limits, the method, the journal. */
export function createDispatcher(options: DispatcherOptions): Dispatch {
  const { world, webhook, faults, calls, rateLimits } = options;
  const methods = createMethods();

  async function execute(query: Query, signal: AbortSignal): Promise<unknown> {
    const method = methods.get(query.method.toLowerCase());
    if (method === undefined) throw notFound('method not found');
    const wait = rateLimits === undefined ? 0 : limited(query, rateLimits, world);
    if (wait > 0) throw tooManyRequests(wait);
    return method(query, { world, webhook: webhook(), signal });
  }

  return async (query, signal) => {
    const chatId = chatOf(query, world);
    const fault = faults.take({ method: query.method, chatId });
    try {
      if (fault !== undefined) await happenBefore(fault, faults, signal);
      const result = await execute(query, signal);
      // Noted before anything is awaited: who sees the effect finds the call in the list.
      calls.note(query, { chatId, at: world.clock.now() });
      await world.journal.saved();
      return fault?.kind === 'drop_after' ? DROP : success(result);
    } catch (error) {
      if (error === DROP) return DROP;
      const refusal = asApiError(error);
      calls.note(query, { chatId, errorCode: refusal.code, at: world.clock.now() });
      return fault?.kind === 'drop_after' ? DROP : failure(refusal);
    }
  };
}

const DROP: Reply = { kind: 'drop' };

/** Lets a fault happen that comes before the effect. Throws what the call ends with, if it ends. */
export async function happenBefore(
  fault: OpenFault,
  faults: Faults,
  signal: AbortSignal,
): Promise<void> {
  if (fault.kind === 'drop_before') throw DROP;
  if (fault.kind === 'error') throw ordered(fault);
  if (fault.kind === 'delay') await faults.wait(fault.id, fault.delay_ms, signal);
  if (fault.kind === 'hang') await faults.wait(fault.id, Number.POSITIVE_INFINITY, signal);
  if (signal.aborted) throw DROP;
}

/** Whether a fault ends a call without an answer. */
export function isDrop(error: unknown): boolean {
  return error === DROP;
}

function ordered({ error_code, description, retry_after }: Fault): ApiError {
  const seconds = retry_after ?? (error_code === 429 ? 1 : undefined);
  if (seconds === undefined) {
    return new ApiError(error_code, description ?? STATUS_TEXTS[error_code] ?? 'Error');
  }
  const text = description ?? `Too Many Requests: retry after ${seconds}`;
  return new ApiError(error_code, text, { parameters: { retry_after: seconds } });
}

const STATUS_TEXTS: Record<number, string> = {
  400: 'Bad Request: fault ordered in the playground',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error: fault ordered in the playground',
  502: 'Bad Gateway',
};

/** The answer of a call that was refused. */
export function failure(error: ApiError): Reply {
  const { code, message, parameters } = error;
  const body = JSON.stringify({ ok: false, error_code: code, description: message, parameters });
  const retryAfter = parameters?.retry_after;
  return { kind: 'answer', status: code, body, ...(retryAfter !== undefined && { retryAfter }) };
}

function success(result: unknown): Reply {
  const answer = result instanceof Answer ? result : new Answer(result);
  const body =
    answer.result instanceof JsonText
      ? `{"ok":true,"result":${answer.result.json}}`
      : JSON.stringify({ ok: true, result: answer.result, description: answer.description });
  return { kind: 'answer', status: 200, body };
}

/** Anything but a refusal is a fault of the playground: it is told without details. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  console.error('playground: a Bot API call failed:', error);
  return new ApiError(500, 'Internal Server Error');
}

/** The chat that a call is about, for faults and the list of calls. */
function chatOf({ parameters }: Query, world: World): number | undefined {
  const press = parameters.callback_query_id;
  if (press !== undefined) return world.callbacks.personOf(press);
  const id = Number(parameters.chat_id);
  return Number.isSafeInteger(id) && id !== 0 ? id : undefined;
}

/** Seconds to wait before a call that sends or edits. */
function limited(query: Query, limits: RateLimits, world: World): number {
  if (!/^(send(?!chataction)|edit)/i.test(query.method)) return 0;
  const isGroup = query.method.toLowerCase() === 'sendmediagroup';
  const messages = isGroup ? (query.parameters.media ?? '').split('"media"').length - 1 : 1;
  return limits.count(chatOf(query, world), Math.max(1, messages));
}
