import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { startTestBot, type TestBot, type TestBotOptions } from './test-bot.ts';

/** An update as it came by on its way to the bot; `raw` is the whole of it. */
export type TappedUpdate = z.infer<typeof updateSchema> & { readonly raw: unknown };

/** The whole bot behind a webhook, with a tap in the line: what comes by is kept and can be delivered again. */
export interface TappedBot extends TestBot {
  /** Delivers an update to the bot as Telegram does; resolves to the HTTP status of its answer. */
  deliver(update: unknown): Promise<number>;
  /** The updates of a person that came by, the newest last; one that was delivered several times stands once. */
  updatesOf(personId: number): TappedUpdate[];
  /** Forgets the updates that came by until now. */
  forgetUpdates(): void;
}

/** Of a forged update whatever is not as it should be counts as absent: it goes by all the same. */
const sender = z
  .looseObject({ from: z.looseObject({ id: z.number() }).optional().catch(undefined) })
  .optional()
  .catch(undefined);

const updateSchema = z.object({
  update_id: z.number(),
  message: sender,
  callback_query: sender,
});

const SECRET = 'the-secret-of-the-test-webhook-01';

/** A playground that delivers to a webhook tries again after this many milliseconds instead of a second. */
const RETRY_MS = 50;

/** Starts it; close it at the end. */
export async function startTappedBot(options: TestBotOptions = {}): Promise<TappedBot> {
  let address = (): string => '';
  const updates = new Map<number, TappedUpdate>();

  async function deliver(update: unknown): Promise<number> {
    const response = await fetch(`${address()}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
      body: JSON.stringify(update),
    });
    await response.arrayBuffer();
    return response.status;
  }

  const tap = await listenAt(async (request) => {
    const raw = await json(request);
    const update = { ...updateSchema.parse(raw), raw };
    updates.set(update.update_id, update);
    return deliver(raw).catch(() => 502);
  });
  const { port: tapPort } = tap.address() as AddressInfo;
  const bot = await startTestBot({
    ...options,
    playground: { webhookRetryBaseMs: RETRY_MS, ...options.playground },
    env: {
      WEBHOOK_URL: `http://127.0.0.1:${tapPort}/webhook`,
      WEBHOOK_SECRET: SECRET,
      ...options.env,
    },
  });
  address = bot.address;
  return {
    ...bot,
    deliver,
    updatesOf: (personId) =>
      [...updates.values()].filter(
        ({ message, callback_query: query }) => (message ?? query)?.from?.id === personId,
      ),
    forgetUpdates: () => updates.clear(),
    async close() {
      await bot.close();
      tap.closeAllConnections();
      tap.close();
    },
  };
}

async function listenAt(answer: (request: IncomingMessage) => Promise<number>): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
