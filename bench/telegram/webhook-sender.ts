import { Agent, request } from 'node:http';

/** Delivers updates to one bot's webhook, over connections that stay open. */
export interface WebhookSender {
  /** Resolves when the bot has acknowledged the update with 200; rejects for anything else. */
  send(update: object): Promise<void>;
  /** Has the next updates go over new connections: a process that was held still closes the old ones. */
  reconnect(): void;
  close(): void;
}

export function createWebhookSender(url: string, secret: string): WebhookSender {
  const agent = new Agent({ keepAlive: true });
  return {
    send(update) {
      const body = JSON.stringify(update);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-telegram-bot-api-secret-token': secret,
      };
      return new Promise((resolve, reject) => {
        const sending = request(url, { method: 'POST', agent, headers }, (response) => {
          response.resume();
          response.on('end', () => {
            if (response.statusCode === 200) resolve();
            else reject(new Error(`the webhook answered ${response.statusCode}`));
          });
        });
        sending.on('error', reject);
        sending.end(body);
      });
    },
    reconnect: () => agent.destroy(),
    close: () => agent.destroy(),
  };
}
