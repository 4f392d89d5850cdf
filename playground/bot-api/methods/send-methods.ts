import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ApiError, badRequest } from '../../api-error.ts';
import { type InputMedia, inputMediaSchema, mediaContent } from '../input-media.ts';
import { linkPreview, linkPreviewShape } from '../link-preview.ts';
import { resolveMedia } from '../media.ts';
import type { Method } from '../method.ts';
import { flag, json, parameterParser, text } from '../parameters.ts';
import { send, sendShape } from '../send.ts';
import { captionShape, messageCaption, messageText, textShape } from '../text-parameters.ts';

const TEXT_TOO_LONG = 'Message is too long';
const CAPTION_TOO_LONG = 'Message caption is too long';

const parseMessage = parameterParser({ ...sendShape, ...textShape, ...linkPreviewShape });

/** core.telegram.org/bots/api#sendmessage */
export const sendMessage: Method = async (query, { world }) => {
  const given = parseMessage(query);
  const content = { ...messageText(given, TEXT_TOO_LONG), ...linkPreview(given) };
  const [message] = await send(world, given, () => [content]);
  return message;
};

const parsePhoto = parameterParser({
  ...sendShape,
  ...captionShape,
  photo: text,
  has_spoiler: flag,
  show_caption_above_media: flag,
});

/** core.telegram.org/bots/api#sendphoto */
export const sendPhoto: Method = async (query, { world }) => {
  const given = parsePhoto(query);
  const caption = messageCaption(given, CAPTION_TOO_LONG);
  const [message] = await send(world, given, async () => [
    {
      ...(await resolveMedia(world, query, { type: 'photo', value: given.photo, field: 'photo' })),
      ...caption,
      ...(given.show_caption_above_media && { show_caption_above_media: true }),
      ...(given.has_spoiler && { has_media_spoiler: true }),
    },
  ]);
  return message;
};

const parseDocument = parameterParser({ ...sendShape, ...captionShape, document: text });

/** core.telegram.org/bots/api#senddocument */
export const sendDocument: Method = async (query, { world }) => {
  const given = parseDocument(query);
  const caption = messageCaption(given, CAPTION_TOO_LONG);
  const wanted = { type: 'document', value: given.document, field: 'document' } as const;
  const [message] = await send(world, given, async () => [
    { ...(await resolveMedia(world, query, wanted)), ...caption },
  ]);
  return message;
};

const parseGroup = parameterParser({
  ...sendShape,
  media: json('media', z.array(inputMediaSchema, { error: 'Expected an Array of InputMedia' })),
});

/**
 * core.telegram.org/bots/api#sendmediagroup, for photos and documents. The documented limit of 2–10
 * is held, though Telegram's server lets a single one pass.
 */
export const sendMediaGroup: Method = async (query, { world }) => {
  const { reply_markup: _none, ...given } = parseGroup(query);
  const media = given.media ?? [];
  if (media.length === 0) throw badRequest('There are no messages to send');
  if (media.length === 1) throw badRequest('Too few messages to send as an album');
  if (media.length > 10) throw badRequest('Too many messages to send as an album');
  const types = new Set(media.map(({ type }) => type));
  if (types.size > 1) throw badRequest("Document can't be mixed with other media types");
  const media_group_id = randomBytes(7).readUIntBE(0, 6).toString();
  const prepareOne = async (one: InputMedia, index: number) => {
    try {
      const content = await mediaContent(world, query, {
        media: one,
        captionTooLong: CAPTION_TOO_LONG,
      });
      return { media_group_id, ...content };
    } catch (error) {
      throw asPartOfGroup(error, index + 1);
    }
  };
  return await send(world, given, () => Promise.all(media.map(prepareOne)));
};

/** What the server refuses only when it sends is told with the number of the message. */
function asPartOfGroup(error: unknown, position: number): unknown {
  if (!(error instanceof ApiError) || !/^[A-Z]+_|^Wrong file/.test(error.reason)) return error;
  return badRequest(`Failed to send message #${position} with the error message "${error.reason}"`);
}
