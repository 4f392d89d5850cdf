import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { createWebhookSender, type WebhookSender } from './webhook-sender.ts';

/** A call of a bot, as far as whoever watches it needs it. */
export interface Call {
  readonly method: string;
  /** The chat that it goes to; null for calls that go to none. */
  readonly chatId: number | null;
  /** The text or caption of a message, as the bot gave it; empty where there is none. */
  readonly text: string;
}

/** Why a call has no effect. */
export interface Refusal {
  readonly status: number;
  /** For a 429: in how many seconds it may be tried again. */
  readonly retryAfter?: number;
}

/** One bot at the local Bot API. */
export interface BotEnd {
  readonly token: string;
  /** Told of each call when it has arrived whole and passed, before it is answered. */
  onCall: (call: Call) => void;
  /** What is in the way of a call, once it is over: null lets the call pass, else it is refused with this. */
  before: ((call: Call) => Promise<Refusal | null>) | null;
  /** What `getUpdates` answers with, a hundred at a time; when there is nothing left, it waits in vain. */
  pending: object[];
  /** Where the bot wants its updates; null until it has said so. */
  webhook: WebhookSender | null;
  /** Resolves when the bot has set its webhook. */
  webhookSet(): Promise<WebhookSender>;
}

/** A Bot API that does as little as it can while it answers truthfully: one for all that is compared. */
export interface LocalBotApi {
  readonly url: string;
  /** Lets in a bot of this id. */
  addBot(id: number): BotEnd;
  close(): Promise<void>;
}

/** Updates in one answer. Source: Bot API, getUpdates. */
const MOST_UPDATES = 100;

/** Starts the local Bot API on a free port. `file` is what is downloaded, whichever file is asked for. */
export async function startBotApi(file: Buffer): Promise<LocalBotApi> {
  const bots = new Map<
    string,
    BotEnd & { readonly waiting: ((sender: WebhookSender) => void)[] }
  >();
  let messageId = 0;

  const server = createServer((request, response) => {
    // A bot that ends in the middle of a call needs no answer.
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, token = '', method = ''] =
      /^\/(file\/)?bot([^/]+)\/([^?]*)/.exec(request.url ?? '') ?? [];
    const bot = bots.get(token);
    if (bot === undefined) {
      return reply(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' });
    }
    if (kind !== undefined) {
      response.end(file);
      return;
    }
    const parameters = await parametersOf(request);
    const call = {
      method,
      chatId: parameters.chat_id,
      text: parameters.text || parameters.caption,
    };
    const refusal = await bot.before?.(call);
    // Nothing comes of a call that hung until its bot gave it up.
    if (request.socket.destroyed) return;
    if (refusal) return refuse(response, refusal);
    bot.onCall(call);
    if (method === 'setWebhook') setWebhook(bot, parameters);
    const result =
      method === 'getUpdates'
        ? await updatesFor(bot, request)
        : resultOf(method, bot.token, parameters);
    reply(response, 200, { ok: true, result });
  }

  function resultOf(method: string, token: string, parameters: Parameters): unknown {
    switch (method) {
      case 'getMe':
        return { id: idOf(token), is_bot: true, first_name: 'Bench', username: 'bench_bot' };
      case 'getFile':
        return {
          file_id: parameters.file_id,
          file_unique_id: 'u',
          file_path: 'photos/file.jpg',
          file_size: file.length,
        };
      case 'sendMediaGroup':
        return (parameters.media ?? []).map(({ media }) =>
          message(token, parameters, { photo: photoOf(media) }),
        );
      case 'sendPhoto':
        return message(token, parameters, { photo: photoOf(randomUUID()) });
      case 'sendDocument':
        return message(token, parameters, {
          document: { file_id: randomUUID(), file_unique_id: 'u' },
        });
      case 'sendMessage':
      case 'editMessageText':
        return message(token, parameters, { text: parameters.text });
      default:
        return true;
    }
  }

  function message(token: string, { chat_id: chatId }: Parameters, content: object): object {
    messageId += 1;
    const from = { id: idOf(token), is_bot: true, first_name: 'Bench', username: 'bench_bot' };
    const chat = { id: chatId, type: 'private', first_name: 'Vera' };
    return { message_id: messageId, from, chat, date: Math.floor(Date.now() / 1000), ...content };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    addBot(id) {
      const waiting: ((sender: WebhookSender) => void)[] = [];
      const bot = {
        token: `${id}:${'b'.repeat(35)}`,
        onCall: () => {},
        before: null,
        pending: [],
        webhook: null,
        waiting,
        webhookSet(): Promise<WebhookSender> {
          return new Promise((resolve) => {
            if (this.webhook !== null) resolve(this.webhook);
            else waiting.push(resolve);
          });
        },
      };
      bots.set(bot.token, bot);
      return bot;
    },
    async close() {
      for (const { webhook } of bots.values()) webhook?.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const parametersSchema = z.object({
  chat_id: z.coerce.number().nullable().default(null),
  text: z.string().default(''),
  caption: z.string().default(''),
  file_id: z.string().optional(),
  url: z.string().default(''),
  secret_token: z.string().default(''),
  media: z
    .array(z.object({ media: z.string() }))
    .optional()
    .catch(undefined),
});

type Parameters = z.infer<typeof parametersSchema>;

/** Of an upload only the chat is read. */
async function parametersOf(request: IncomingMessage): Promise<Parameters> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (body.length === 0) return parametersSchema.parse({});
  if (request.headers['content-type']?.startsWith('multipart/') === true) {
    const chat = /name="chat_id"\r\n\r\n(-?\d+)/.exec(body.toString('latin1'))?.[1];
    return parametersSchema.parse({ chat_id: chat });
  }
  return parametersSchema.parse(JSON.parse(body.toString()));
}

function setWebhook(
  bot: BotEnd & { readonly waiting: ((sender: WebhookSender) => void)[] },
  { url, secret_token: secret }: Parameters,
): void {
  bot.webhook?.close();
  const sender = createWebhookSender(url, secret);
  bot.webhook = sender;
  for (const resolve of bot.waiting.splice(0)) resolve(sender);
}

async function updatesFor(bot: BotEnd, request: IncomingMessage): Promise<object[]> {
  if (bot.pending.length > 0) return bot.pending.splice(0, MOST_UPDATES);
  await once(request.socket, 'close');
  return [];
}

function photoOf(fileId: string): object[] {
  return [{ file_id: fileId, file_unique_id: 'u', width: 960, height: 1280, file_size: 100_000 }];
}

function idOf(token: string): number {
  return Number(token.split(':')[0]);
}

function refuse(response: ServerResponse, { status, retryAfter }: Refusal): void {
  const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter };
  reply(response, status, {
    ok: false,
    error_code: status,
    description: status === 429 ? `Too Many Requests: retry after ${retryAfter}` : 'Bad Gateway',
    ...(parameters && { parameters }),
  });
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
