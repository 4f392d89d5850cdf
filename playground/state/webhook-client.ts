import { Agent, type IncomingMessage, request } from 'node:http';

/** What came of sending an update to the bot's webhook. */
export type WebhookAnswer =
  | { ok: true; body: string }
  /** `retryAfter` in seconds, 0 if the bot did not say. */
  | { ok: false; reason: string; retryAfter: number };

/** Sends updates to one webhook. */
export interface WebhookClient {
  /** Sends one update; never rejects. */
  send(body: string): Promise<WebhookAnswer>;
  /** Drops all connections; what is on its way fails. */
  close(): void;
}

/** Telegram waits this long for a webhook's answer (WebhookActor: a minute). */
const ANSWER_TIMEOUT_MS = 60_000;

/** Of an answer's body only so much is read, in characters: a method call is far smaller. */
const MAX_ANSWER = 1_000_000;

/** Makes a client that keeps its connections open. */
export function createWebhookClient(options: { url: string; secretToken: string }): WebhookClient {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    'content-type': 'application/json',
    ...(options.secretToken !== '' && {
      'x-telegram-bot-api-secret-token': options.secretToken,
    }),
  };
  return {
    send: (body) =>
      new Promise((resolve) => {
        const fail = (reason: string) => resolve({ ok: false, reason, retryAfter: 0 });
        const outgoing = request(options.url, { method: 'POST', agent, headers }, (response) => {
          readAnswer(response).then(resolve, () => fail('Connection closed'));
        });
        outgoing.setTimeout(ANSWER_TIMEOUT_MS, () => outgoing.destroy());
        outgoing.on('error', (error) => fail(reasonOf(error)));
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

async function readAnswer(response: IncomingMessage): Promise<WebhookAnswer> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    if (body.length < MAX_ANSWER) body += chunk;
  }
  const status = response.statusCode ?? 0;
  if (status >= 200 && status <= 299) return { ok: true, body };
  const retryAfter = Number(response.headers['retry-after'] ?? 0);
  return {
    ok: false,
    reason: `Wrong response from the webhook: ${status} ${response.statusMessage ?? ''}`.trim(),
    retryAfter: retryAfter > 0 ? retryAfter : 0,
  };
}

function reasonOf(error: Error): string {
  return 'code' in error && error.code === 'ECONNREFUSED'
    ? 'Connection refused'
    : 'Connection closed';
}
