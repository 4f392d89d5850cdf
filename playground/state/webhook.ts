import * as z from 'zod';
import { type Clock, unixTime } from '../clock.ts';
import type { Journal } from '../store/journal.ts';
import type { PendingUpdate, Updates } from './updates.ts';
import { createWebhookClient, type WebhookClient } from './webhook-client.ts';
import { NO_RETRY, nextRetry, type Retry } from './webhook-retry.ts';

const settingsSchema = z.object({
  url: z.string(),
  maxConnections: z.number(),
  secretToken: z.string(),
});

/** Where the bot wants its updates. */
export type WebhookSettings = z.infer<typeof settingsSchema>;

/** The delivery of updates to the bot's webhook. */
export interface Webhook {
  /** The settings; undefined without a webhook. */
  settings(): WebhookSettings | undefined;
  /** Sets or removes the webhook. What is on its way is sent again to the new one. */
  set(settings: WebhookSettings | undefined): void;
  /** The last failure; `date` in Unix seconds. */
  lastError(): { date: number; message: string } | undefined;
  /** Ends all deliveries. */
  close(): void;
}

/** Options of the delivery. */
export interface WebhookOptions {
  readonly journal: Journal;
  readonly updates: Updates;
  readonly clock: Clock;
  /** A second of the waiting between attempts, in milliseconds: less lets a test wait less. */
  readonly retryBaseMs: number;
  /** Executes a method that the bot put into its answer; what comes of it is not told. */
  readonly execute: (body: string) => void;
}

/** One chat's messages or one person's presses: one update on its way at a time. */
interface Queue {
  readonly updates: PendingUpdate[];
  retry: Retry;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Reads the webhook from the journal and delivers to it.
 *
 * Order and repetition are those of Telegram's server (tdlib/telegram-bot-api, WebhookActor): one
 * update of a queue on its way at a time, at most `max_connections` in all; anything but a 2xx is
 * repeated until the update expires.
 */
export function loadWebhook(options: WebhookOptions): Webhook {
  const { journal, updates, clock, retryBaseMs, execute } = options;
  const stored = journal.collection('webhook', settingsSchema);
  let settings = stored.entries[0]?.[1];
  let error: { date: number; message: string } | undefined;
  let queues = new Map<string, Queue>();
  let ready: Queue[] = [];
  let client: WebhookClient | undefined;
  let inFlight = 0;

  function enqueue(update: PendingUpdate): void {
    const queue = queues.get(update.queue);
    if (queue !== undefined) {
      queue.updates.push(update);
      return;
    }
    const fresh: Queue = { updates: [update], retry: NO_RETRY, timer: undefined };
    queues.set(update.queue, fresh);
    ready.push(fresh);
  }

  function pump(): void {
    const connections = settings?.maxConnections ?? 0;
    while (client !== undefined && inFlight < connections) {
      const queue = ready.shift();
      const update = queue?.updates[0];
      if (queue === undefined || update === undefined) return;
      inFlight += 1;
      void deliver(client, queue, update);
    }
  }

  async function deliver(by: WebhookClient, queue: Queue, update: PendingUpdate): Promise<void> {
    await journal.saved().catch(() => {});
    const answer = await by.send(update.body);
    if (by !== client) return;
    inFlight -= 1;
    if (answer.ok) {
      finish(queue, update);
      if (answer.body !== '') execute(answer.body);
    } else {
      error = { date: unixTime(clock), message: answer.reason };
      retry(queue, update, answer.retryAfter);
    }
    pump();
  }

  function finish(queue: Queue, update: PendingUpdate): void {
    updates.remove(update.id);
    queue.updates.shift();
    queue.retry = NO_RETRY;
    if (queue.updates.length > 0) ready.push(queue);
    else queues.delete(update.queue);
  }

  function retry(queue: Queue, update: PendingUpdate, retryAfter: number): void {
    queue.retry = nextRetry(queue.retry, retryAfter);
    const { wait } = queue.retry;
    if (clock.now() + wait * 1000 > update.expiresAt) {
      finish(queue, update);
      return;
    }
    queue.timer = setTimeout(() => {
      ready.push(queue);
      pump();
    }, wait * retryBaseMs);
  }

  function stop(): void {
    for (const { timer } of queues.values()) clearTimeout(timer);
    queues = new Map();
    ready = [];
    inFlight = 0;
    client?.close();
    client = undefined;
  }

  function start(): void {
    if (settings === undefined) return;
    client = createWebhookClient(settings);
    for (const update of updates.pending()) enqueue(update);
    pump();
  }

  updates.onPush((update) => {
    if (client === undefined) return;
    enqueue(update);
    pump();
  });
  start();

  return {
    settings: () => settings,
    lastError: () => error,
    set(next) {
      stop();
      settings = next;
      error = undefined;
      if (next === undefined) stored.remove('bot');
      else stored.put('bot', next);
      start();
    },
    close: stop,
  };
}
