import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types';
import * as z from 'zod';
import { badRequest } from '../api-error.ts';
import { checkLink, LinkError } from '../text/links.ts';
import { json } from './parameters.ts';

/** The keyboard of a call: an inline one, another kind, or none. */
export type ReplyMarkup =
  | { readonly kind: 'inline'; readonly keyboard: InlineKeyboardButton[][] }
  /** A reply keyboard, its removal or a forced reply: accepted, but nothing of the message. */
  | { readonly kind: 'other' }
  | undefined;

/** Telegram's limits, in bytes, characters and buttons. */
const MAX_DATA = 64;
const MAX_COPIED = 256;
const MAX_BUTTONS = 100;
const MAX_BYTES = 10_240;

const buttonSchema = z.object(
  {
    text: z.string({ error: 'Can\'t find field "text"' }),
    url: z.string().optional(),
    callback_data: z.string().optional(),
    copy_text: z.object({ text: z.string() }).optional(),
    switch_inline_query: z.string().optional(),
    switch_inline_query_current_chat: z.string().optional(),
    web_app: z.object({ url: z.string() }).optional(),
    style: z.enum(['danger', 'success', 'primary']).optional(),
  },
  { error: 'InlineKeyboardButton must be an Object' },
);

const rowsFault = {
  error: 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
};
const rowsSchema = z.array(z.array(z.unknown(), rowsFault), rowsFault);

const markupSchema = z
  .record(z.string(), z.unknown(), { error: 'Object expected as reply markup' })
  .transform((markup, context): ReplyMarkup => {
    if (markup.inline_keyboard === undefined) {
      return OTHER_KINDS.some((kind) => kind in markup) ? { kind: 'other' } : undefined;
    }
    const rows = rowsSchema.safeParse(markup.inline_keyboard);
    if (rows.success) return { kind: 'inline', keyboard: rows.data.map((row) => row.map(button)) };
    const message = rows.error.issues[0]?.message ?? 'Object expected as reply markup';
    context.issues.push({ code: 'custom', message, input: markup });
    return z.NEVER;
  });

const OTHER_KINDS = ['keyboard', 'remove_keyboard', 'force_reply'];

/** The parameter `reply_markup`. What is wrong in it is refused in Telegram's words. */
export const replyMarkup = json('reply keyboard markup', markupSchema);

/**
 * The inline keyboard of a message, as it is kept with it.
 * @returns undefined without buttons
 * @throws ApiError 400 if the keyboard breaks Telegram's limits
 */
export function inlineKeyboard(markup: ReplyMarkup): InlineKeyboardMarkup | undefined {
  if (markup?.kind !== 'inline') return undefined;
  const rows = markup.keyboard.filter((row) => row.length > 0);
  if (rows.length === 0) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(rows));
  if (rows.flat().length > MAX_BUTTONS || bytes > MAX_BYTES) {
    throw badRequest('reply markup is too long');
  }
  return { inline_keyboard: rows };
}

/**
 * The inline keyboard for an edited message.
 * @throws ApiError 400 for another kind of keyboard
 */
export function editedKeyboard(markup: ReplyMarkup): InlineKeyboardMarkup | undefined {
  if (markup?.kind === 'other') throw badRequest('Inline keyboard expected');
  return inlineKeyboard(markup);
}

function button(value: unknown): InlineKeyboardButton {
  const parsed = buttonSchema.safeParse(value);
  if (!parsed.success) {
    throw badRequest(`Can't parse inline keyboard button: ${parsed.error.issues[0]?.message}`);
  }
  const { text, style, url, callback_data, copy_text, web_app, ...query } = parsed.data;
  if (text.trim() === '') throw badRequest('Inline keyboard button text must be non-empty');
  const common = { text, ...(style !== undefined && { style }) };
  if (url) return { ...common, url: buttonLink(url, '') };
  if (callback_data) {
    if (Buffer.byteLength(callback_data) > MAX_DATA) throw badRequest('BUTTON_DATA_INVALID');
    return { ...common, callback_data };
  }
  const { switch_inline_query, switch_inline_query_current_chat } = query;
  if (switch_inline_query !== undefined) return { ...common, switch_inline_query };
  if (switch_inline_query_current_chat !== undefined) {
    return { ...common, switch_inline_query_current_chat };
  }
  if (web_app !== undefined)
    return { ...common, web_app: { url: buttonLink(web_app.url, 'Web App ') } };
  if (copy_text !== undefined) {
    const length = copy_text.text.length;
    if (length === 0 || length > MAX_COPIED) throw badRequest('BUTTON_COPY_TEXT_INVALID');
    return { ...common, copy_text };
  }
  throw badRequest(
    "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  );
}

function buttonLink(link: string, kind: string): string {
  try {
    return checkLink(link);
  } catch (error) {
    if (error instanceof LinkError)
      throw badRequest(`Inline keyboard button ${kind}${error.message}`);
    throw error;
  }
}
