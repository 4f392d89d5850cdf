import { z } from 'zod';
import { textsOf } from './message-texts.ts';

/** The kinds of updates that the bot asks Telegram for; all others are not even sent. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

const id = z.int().positive();

/** What the Bot API may leave out: in a form that it does not promise it is taken for left out, and nothing else is. */
function optional<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const text = optional(z.string());

const user = z.object({
  id,
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: text,
  username: text,
  language_code: text,
});

const chat = z.object({ id: z.int(), type: z.string() });

/** The topic of a private chat in which a message stands. Source: Bot API, Message. */
const topicFields = {
  message_thread_id: optional(id),
  is_topic_message: optional(z.boolean()),
};

const fileId = z.string().min(1).max(512);
const fileSize = optional(z.int().nonnegative());

const photoSize = z.object({
  file_id: fileId,
  file_size: fileSize,
  width: z.number().catch(0),
  height: z.number().catch(0),
});

/** The sizes that can be read; absent where none can. */
const photo = optional(
  z
    .array(photoSize.nullable().catch(null))
    .transform((sizes) => sizes.filter((size) => size !== null))
    .refine((sizes) => sizes.length > 0),
);

const document = optional(
  z.object({ file_id: fileId, file_size: fileSize, mime_type: text, file_name: text }),
);

const message = z.object({
  message_id: z.int(),
  chat,
  from: user,
  ...topicFields,
  text,
  caption: text,
  media_group_id: optional(z.string().max(64)),
  photo,
  document,
});

const callbackQuery = z.object({
  id: z.string().min(1),
  from: user,
  message: optional(
    z.object({
      message_id: optional(z.int()),
      date: optional(z.int()),
      chat: optional(chat),
      ...topicFields,
    }),
  ),
  data: text,
});

const membership = z.object({
  chat,
  from: user,
  new_chat_member: z.object({ status: z.string() }),
});

export type TelegramMessage = z.infer<typeof message>;
export type TelegramUser = z.infer<typeof user>;
export type CallbackQuery = z.infer<typeof callbackQuery>;

/** An update as far as the bot reads it. */
export interface Update {
  readonly update_id: number;
  readonly message?: TelegramMessage;
  readonly callback_query?: CallbackQuery;
  readonly my_chat_member?: z.infer<typeof membership>;
  /** What the message says, wherever it says it: see {@link textsOf}. */
  readonly texts: readonly string[];
  /** The paths of the fields for which a part of the update cannot be read, and is taken for absent. */
  readonly unreadable: readonly string[];
}

/**
 * Reads an update. What of it is not in the form that the Bot API promises is taken for absent, at its
 * own level, so that one strange field loses nothing else and one strange update holds up none behind
 * it; only the id is required. Source: Bot API, Update.
 */
export const updateSchema = z
  .looseObject({ update_id: z.int().nonnegative() })
  .transform((raw): Update => {
    const unreadable: string[] = [];
    const read = <T>(name: (typeof ALLOWED_UPDATES)[number], schema: z.ZodType<T>) => {
      if (raw[name] === undefined) return undefined;
      const parsed = schema.safeParse(raw[name]);
      if (!parsed.success) unreadable.push(...parsed.error.issues.map(pathIn(name)));
      return parsed.data;
    };
    const [said, press, member] = [
      read('message', message),
      read('callback_query', callbackQuery),
      read('my_chat_member', membership),
    ];
    return {
      update_id: raw.update_id,
      ...(said && { message: said }),
      ...(press && { callback_query: press }),
      ...(member && { my_chat_member: member }),
      texts: said === undefined ? [] : textsOf(raw.message),
      unreadable,
    };
  });

/** Names a field by the names that the schema has for it, which are nobody's text. */
function pathIn(part: string): (issue: z.core.$ZodIssue) => string {
  return ({ path }) => [part, ...path.map(String)].join('.');
}
