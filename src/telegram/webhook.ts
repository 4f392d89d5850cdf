import type { Api } from 'grammy';
import { ALLOWED_UPDATES } from './update-schema.ts';

/** Updates that Telegram may deliver at the same time; each takes a connection of the database for a moment. */
const MAX_CONNECTIONS = 8;

/** Has Telegram deliver updates to `url` with the secret. Pending updates are kept. Throws what grammY throws. */
export async function useWebhook(api: Api, url: string, secret: string): Promise<void> {
  await api.setWebhook(url, {
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
  });
}

/** Has Telegram keep updates until they are asked for. Pending updates are kept. Throws what grammY throws. */
export async function usePolling(api: Api): Promise<void> {
  await api.deleteWebhook({ drop_pending_updates: false });
}
