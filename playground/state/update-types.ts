import type { Update } from '@grammyjs/types';

/** The names of the kinds of updates: `message`, `callback_query` and so on. */
export type UpdateType = Exclude<keyof Update, 'update_id'>;

/** All kinds of updates, but those of business accounts. */
export const UPDATE_TYPES = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
] as const satisfies UpdateType[];

/** Kinds that a bot gets only when it asks for them (core.telegram.org/bots/api#getupdates). */
const NOT_BY_DEFAULT: UpdateType[] = ['chat_member', 'message_reaction', 'message_reaction_count'];

/** Whether a bot that asked for these kinds, or for none, gets an update of this one. */
export function isWanted(type: UpdateType, asked: readonly UpdateType[] | undefined): boolean {
  return asked?.includes(type) ?? !NOT_BY_DEFAULT.includes(type);
}
