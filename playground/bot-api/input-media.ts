import * as z from 'zod';
import type { MessageContent } from '../state/chats.ts';
import type { World } from '../state/world.ts';
import { resolveMedia } from './media.ts';
import type { Query } from './query.ts';
import { mediaCaptionShape, messageCaption } from './text-parameters.ts';

/** A photo or document in `sendMediaGroup` and `editMessageMedia`. */
export const inputMediaSchema = z.object(
  {
    type: z.enum(['photo', 'document'], {
      error: ({ input }) =>
        input === undefined
          ? 'Can\'t parse InputMedia: Can\'t find field "type"'
          : `Can't parse InputMedia: type "${input}" is unsupported`,
    }),
    media: z.string().default(''),
    has_spoiler: z.boolean().optional(),
    show_caption_above_media: z.boolean().optional(),
    ...mediaCaptionShape,
  },
  { error: "Can't parse InputMedia: expected an Object" },
);

/** A parsed InputMedia. */
export type InputMedia = z.infer<typeof inputMediaSchema>;

/**
 * The content of a message with this media.
 * @param captionTooLong the reason with which the call refuses a longer caption
 * @throws ApiError 400 if the file or the caption is refused
 */
export async function mediaContent(
  world: World,
  query: Query,
  given: { media: InputMedia; captionTooLong: string },
): Promise<MessageContent> {
  const { media, captionTooLong } = given;
  const caption = messageCaption(media, captionTooLong);
  const resolved = await resolveMedia(world, query, { type: media.type, value: media.media });
  return {
    ...resolved,
    ...caption,
    ...(media.type === 'photo' && media.has_spoiler && { has_media_spoiler: true }),
    ...(media.type === 'photo' &&
      media.show_caption_above_media && { show_caption_above_media: true }),
  };
}
