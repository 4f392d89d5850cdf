import { z } from 'zod';

/** The kinds of updates that the bot asks Telegram for; all others are not even sent. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

const id = z.int().positive();

const user = z.object({
  id,
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chat = z.object({ id: z.int(), type: z.string() });

const fileId = z.string().min(1).max(512);
const fileSize = z.int().nonnegative().optional();

const message = z.object({
  message_id: z.int(),
  chat,
  from: user,
  text: z.string().optional(),
  media_group_id: z.string().max(64).optional(),
  photo: z
    .array(
      z.object({ file_id: fileId, file_size: fileSize, width: z.number(), height: z.number() }),
    )
    .optional(),
  document: z
    .object({
      file_id: fileId,
      file_size: fileSize,
      mime_type: z.string().optional(),
      file_name: z.string().optional(),
    })
    .optional(),
});

const callbackQuery = z.object({
  id: z.string().min(1),
  from: user,
  message: z.object({ message_id: z.int(), chat }).optional(),
  data: z.string().optional(),
});

const membership = z.object({
  chat,
  from: user,
  new_chat_member: z.object({ status: z.string() }),
});

/**
 * An update as far as the bot reads it. What of it is not in the form that the Bot API promises is
 * taken for absent, so that one strange update cannot hold up those behind it; only the id is required.
 * Source: Bot API, Update.
 */
export const updateSchema = z.object({
  update_id: z.int().nonnegative(),
  message: message.optional().catch(undefined),
  callback_query: callbackQuery.optional().catch(undefined),
  my_chat_member: membership.optional().catch(undefined),
});

export type Update = z.infer<typeof updateSchema>;
export type TelegramMessage = z.infer<typeof message>;
export type TelegramUser = z.infer<typeof user>;
export type CallbackQuery = z.infer<typeof callbackQuery>;
