import { randomBytes, randomInt } from 'node:crypto';
import type { UserFromGetMe } from '@grammyjs/types';
import * as z from 'zod';
import type { Journal } from '../store/journal.ts';

const identitySchema = z.object({
  token: z.string(),
  username: z.string(),
});

/** Who the playground's bot is. Made once for a data directory and kept. */
export interface Identity {
  /** The bot token, `<bot id>:<35 characters>`. Worth nothing outside this playground. */
  readonly token: string;
  /** The bot as `getMe` gives it. */
  readonly bot: UserFromGetMe;
  /** The ids that admins' phones get, in this order: what `ADMIN_IDS` is to be set to. */
  readonly adminIds: readonly number[];
  /** Gives the bot another username, in `bot` as well. */
  rename(username: string): void;
}

/** Beyond 32 bits, as the ids of new accounts are at Telegram. */
const ADMIN_IDS = [5_000_000_001, 5_000_000_002, 5_000_000_003];

/** Reads the bot's identity from the journal, or makes a new one. */
export function loadIdentity(journal: Journal): Identity {
  const stored = journal.collection('identity', identitySchema);
  let identity = stored.entries[0]?.[1];
  if (identity === undefined) {
    identity = { token: createToken(), username: 'cardseal_playground_bot' };
    stored.put('bot', identity);
  }
  const { token } = identity;
  const bot = describe(Number(token.split(':')[0]), identity.username);
  return {
    token,
    adminIds: ADMIN_IDS,
    bot,
    rename(username) {
      bot.username = username;
      stored.put('bot', { token, username });
    },
  };
}

function describe(id: number, username: string): UserFromGetMe {
  return {
    id,
    is_bot: true,
    first_name: 'Cardseal Playground',
    username,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}

function createToken(): string {
  const secret = `AA${randomBytes(25).toString('base64url').slice(0, 33)}`;
  return `${randomInt(7_000_000_000, 7_999_999_999)}:${secret}`;
}
