import type { Message, MessageEntity } from '@grammyjs/types';
import * as z from 'zod';
import { badRequest } from '../api-error.ts';
import { formatText } from '../text/formatted-text.ts';
import { json, text } from './parameters.ts';

/** Telegram's limits after entities are parsed, in UTF-16 units. */
const MAX_TEXT = 4_096;
const MAX_CAPTION = 1_024;

const place = { offset: z.int(), length: z.int() };

/** Kinds that Telegram finds itself: given ones are ignored. */
const FOUND = 'mention hashtag cashtag bot_command url email phone_number bank_card_number'.split(
  ' ',
);

const userSchema = z.object({
  id: z.int(),
  is_bot: z.boolean().default(false),
  first_name: z.string().default(''),
});

const entitySchema = z.union(
  [
    z.object({
      type: z.enum([
        'bold',
        'italic',
        'underline',
        'strikethrough',
        'spoiler',
        'blockquote',
        'expandable_blockquote',
        'code',
      ]),
      ...place,
    }),
    z
      .object({ type: z.literal('pre'), language: z.string().default(''), ...place })
      .transform(({ language, ...entity }) => (language === '' ? entity : { ...entity, language })),
    z.object({ type: z.literal('text_link'), url: z.string(), ...place }),
    z.object({ type: z.literal('text_mention'), user: userSchema, ...place }),
    z.object({ type: z.literal('custom_emoji'), custom_emoji_id: z.string(), ...place }),
    z.object({ type: z.enum(FOUND), ...place }).transform(() => undefined),
  ],
  { error: "Can't parse MessageEntity: Unsupported type specified" },
);

const entitiesSchema = z
  .array(entitySchema)
  .transform((entities): MessageEntity[] => entities.filter((entity) => entity !== undefined));

/** The parameters of a message's text. */
export const textShape = {
  text,
  parse_mode: text,
  entities: json('entities', entitiesSchema),
};

/** The parameters of a caption. */
export const captionShape = {
  caption: text,
  parse_mode: text,
  caption_entities: json('caption entities', entitiesSchema),
};

/** A caption inside an InputMedia, whose entities are not JSON in a text. */
export const mediaCaptionShape = {
  caption: text,
  parse_mode: text,
  caption_entities: entitiesSchema.optional(),
};

interface GivenText {
  readonly text: string;
  readonly parse_mode: string;
  readonly entities?: MessageEntity[] | undefined;
}

interface GivenCaption {
  readonly caption: string;
  readonly parse_mode: string;
  readonly caption_entities?: MessageEntity[] | undefined;
}

/**
 * The text of a message with its entities.
 * @param tooLong the reason with which a call refuses a longer one
 * @throws ApiError 400 if it is empty, too long or cannot be parsed
 */
export function messageText(given: GivenText, tooLong: string): Pick<Message, 'text' | 'entities'> {
  if (given.text === '') throw badRequest('Message text is empty');
  const formatted = formatText({
    text: given.text,
    parseMode: given.parse_mode,
    entities: given.entities ?? [],
  });
  if (formatted.text === '') throw badRequest('Text must be non-empty');
  if (formatted.text.length > MAX_TEXT) throw badRequest(tooLong);
  const { text, entities } = formatted;
  return { text, ...(entities.length > 0 && { entities }) };
}

/**
 * A caption with its entities; both absent if it is empty.
 * @param tooLong the reason with which a call refuses a longer one
 * @throws ApiError 400 if it is too long or cannot be parsed
 */
export function messageCaption(
  given: GivenCaption,
  tooLong: string,
): Pick<Message, 'caption' | 'caption_entities'> {
  const { text, entities } = formatText({
    text: given.caption,
    parseMode: given.parse_mode,
    entities: given.caption_entities ?? [],
  });
  if (text === '') return {};
  if (text.length > MAX_CAPTION) throw badRequest(tooLong);
  return { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}
