import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { WebhookInfo } from '@grammyjs/types';
import * as z from 'zod';
import { ApiError, badRequest, conflict, tooManyRequests } from '../../api-error.ts';
import { UPDATE_TYPES, type UpdateType } from '../../state/update-types.ts';
import { Answer, JsonText, type Method, type MethodContext } from '../method.ts';
import { flag, integer, parameterParser, parseJson, text } from '../parameters.ts';
import type { Query } from '../query.ts';

/**
 * The kinds of updates that the bot wants. Unknown kinds are left out; a list without known ones
 * means the default kinds; what is no list counts as absent, as with Telegram's server.
 */
const allowedUpdates = text.transform((value): UpdateType[] | undefined => {
  const list = z.array(z.string().toLowerCase()).safeParse(parseJson(value)?.value);
  return list.success ? UPDATE_TYPES.filter((type) => list.data.includes(type)) : undefined;
});

const parsePoll = parameterParser({
  offset: integer(0),
  limit: integer(100, 1, 100),
  timeout: integer(0, 0, 50),
  allowed_updates: allowedUpdates,
});

/**
 * core.telegram.org/bots/api#getupdates. As Telegram's server does, repeating an offset within half
 * a second limits the batch to one update, within three seconds makes a short poll wait, and a
 * second conflict within three seconds is answered late, so that two pollers do not race.
 */
export function createGetUpdates(): Method {
  let previous = { offset: -1, at: Number.NEGATIVE_INFINITY };
  let lateFrom = Number.NEGATIVE_INFINITY;

  function throttle(poll: { offset: number; limit: number; timeout: number }, now: number) {
    const since = poll.offset === previous.offset ? now - previous.at : Number.POSITIVE_INFINITY;
    previous = { offset: poll.offset, at: now };
    return {
      offset: poll.offset,
      limit: since < 500 ? 1 : poll.limit,
      timeout: since < 3_000 ? Math.max(3, poll.timeout) : poll.timeout,
    };
  }

  async function conflictAnswer(error: unknown, signal: AbortSignal): Promise<unknown> {
    if (!(error instanceof ApiError) || error.code !== 409) return error;
    const now = performance.now();
    if (now < lateFrom) await delay(3_000, undefined, { signal }).catch(() => {});
    else lateFrom = now + 3_000;
    return error;
  }

  return async (query, { world, webhook, signal }) => {
    const given = parsePoll(query);
    try {
      if (webhook.settings() !== undefined) throw conflict(WEBHOOK_IS_ACTIVE);
      allow(given.allowed_updates, world.updates);
      const poll = throttle(given, performance.now());
      return new JsonText(`[${(await world.updates.poll(poll, signal)).join(',')}]`);
    } catch (error) {
      throw await conflictAnswer(error, signal);
    }
  };
}

const WEBHOOK_IS_ACTIVE =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/** An absent list keeps what was asked for before; an empty one means the default kinds. */
function allow(types: UpdateType[] | undefined, updates: MethodContext['world']['updates']): void {
  if (types === undefined) return;
  const wanted = types.length === 0 ? undefined : types;
  if (JSON.stringify(wanted) !== JSON.stringify(updates.allowed())) updates.allow(wanted);
}

const secretToken = text.superRefine((secret, context) => {
  const fault =
    secret.length > 256
      ? 'secret token is too long'
      : !/^[\w-]*$/.test(secret) && 'secret token contains unallowed characters';
  if (fault) context.issues.push({ code: 'custom', message: fault, input: secret });
});

const parseWebhook = parameterParser({
  url: text,
  max_connections: integer(40, 1, 100),
  secret_token: secretToken,
  allowed_updates: allowedUpdates,
  drop_pending_updates: flag,
});

/**
 * core.telegram.org/bots/api#setwebhook, for http addresses of this machine only. As with Telegram's
 * server, a second call within a second is told to wait.
 */
export function createSetWebhook(): Method {
  let nextAt = Number.NEGATIVE_INFINITY;
  return (query, context) => {
    const given = parseWebhook(query);
    if (given.url === '') return removeWebhook(context, given.drop_pending_updates);
    if (performance.now() < nextAt) throw tooManyRequests(1);
    nextAt = performance.now() + 1_000;
    const { world, webhook } = context;
    const next = {
      url: checkedUrl(given.url),
      maxConnections: given.max_connections,
      secretToken: given.secret_token,
    };
    const current = webhook.settings();
    allow(given.allowed_updates, world.updates);
    if (!given.drop_pending_updates && JSON.stringify(current) === JSON.stringify(next)) {
      return new Answer(true, 'Webhook is already set');
    }
    world.updates.endPoll('terminated by setWebhook request');
    if (given.drop_pending_updates) world.updates.drop();
    webhook.set(next);
    return new Answer(true, 'Webhook was set');
  };
}

const parseDeletion = parameterParser({ drop_pending_updates: flag });

/** core.telegram.org/bots/api#deletewebhook */
export const deleteWebhook: Method = (query, context) =>
  removeWebhook(context, parseDeletion(query).drop_pending_updates);

function removeWebhook({ world, webhook }: MethodContext, dropPending: boolean): Answer {
  const wasSet = webhook.settings() !== undefined;
  if (wasSet) webhook.set(undefined);
  if (dropPending) world.updates.drop();
  return new Answer(true, wasSet ? 'Webhook was deleted' : 'Webhook is already deleted');
}

/** core.telegram.org/bots/api#getwebhookinfo */
export const getWebhookInfo: Method = (_query: Query, { world, webhook }): WebhookInfo => {
  const settings = webhook.settings();
  const error = webhook.lastError();
  const allowed = world.updates.allowed();
  return {
    url: settings?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: world.updates.count(),
    ...(error !== undefined && { last_error_date: error.date, last_error_message: error.message }),
    ...(settings !== undefined && {
      max_connections: settings.maxConnections,
      ip_address: '127.0.0.1',
    }),
    ...(allowed !== undefined && { allowed_updates: [...allowed] }),
  };
};

function checkedUrl(given: string): string {
  const url = URL.parse(given);
  if (url === null) throw badRequest('invalid webhook URL specified');
  if (url.protocol !== 'http:' || !isLoopback(url.hostname)) {
    throw badRequest(
      'bad webhook: the playground delivers to http addresses of this machine only, such as http://127.0.0.1:3000',
    );
  }
  return given;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
