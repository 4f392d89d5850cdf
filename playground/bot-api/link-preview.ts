import type { LinkPreviewOptions, Message } from '@grammyjs/types';
import * as z from 'zod';
import { flag, json } from './parameters.ts';

const optionsSchema = z.object(
  {
    is_disabled: z.boolean().optional(),
    url: z.string().optional(),
    prefer_small_media: z.boolean().optional(),
    prefer_large_media: z.boolean().optional(),
    show_above_text: z.boolean().optional(),
  },
  { error: 'Object expected as link preview options' },
);

/** The parameters about a text's link preview. */
export const linkPreviewShape = {
  link_preview_options: json('link preview options', optionsSchema),
  disable_web_page_preview: flag,
};

/** The preview options as they stand in the message; absent if there are none. */
export function linkPreview(given: {
  link_preview_options?: z.infer<typeof optionsSchema> | undefined;
  disable_web_page_preview: boolean;
}): Pick<Message, 'link_preview_options'> {
  const options = given.link_preview_options ?? {
    is_disabled: given.disable_web_page_preview ? true : undefined,
  };
  const set: LinkPreviewOptions = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  return Object.keys(set).length === 0 ? {} : { link_preview_options: set };
}
