import type { Api } from 'grammy';
import { POOL_SIZE } from '../database/options.ts';
import { ALLOWED_UPDATES } from './update-schema.ts';

/** The least and the most that Telegram takes. Source: Bot API, setWebhook. */
const LEAST_CONNECTIONS = 1;
const MOST_CONNECTIONS = 100;

/** The part of the database's connections that updates may take up; the rest is left to answers. */
const SHARE = 0.8;

/** Where and how Telegram is to deliver updates. */
export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  /** How many processes take what is delivered. */
  readonly replicas: number;
}

/**
 * How many updates Telegram may deliver at the same time: each takes a connection of the database for
 * a moment, and one that waits for a connection gains nothing by it. Telegram keeps the others.
 */
export function webhookConnections(replicas: number): number {
  const connections = Math.floor(SHARE * POOL_SIZE * replicas);
  return Math.min(Math.max(connections, LEAST_CONNECTIONS), MOST_CONNECTIONS);
}

/** Has Telegram deliver updates to the URL with the secret. Pending updates are kept. Throws what grammY throws. */
export async function useWebhook(
  api: Api,
  { url, secret, replicas }: WebhookOptions,
): Promise<void> {
  await api.setWebhook(url, {
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: webhookConnections(replicas),
  });
}

/** Has Telegram keep updates until they are asked for. Pending updates are kept. Throws what grammY throws. */
export async function usePolling(api: Api): Promise<void> {
  await api.deleteWebhook({ drop_pending_updates: false });
}
