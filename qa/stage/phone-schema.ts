import { z } from 'zod';

const button = z.object({ text: z.string(), callback_data: z.string().optional() });

const message = z.object({
  message_id: z.number(),
  from: z.object({ is_bot: z.boolean() }).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_markup: z.object({ inline_keyboard: z.array(z.array(button)) }).optional(),
});

const phone = z.object({
  id: z.number(),
  role: z.enum(['admin', 'customer']),
  first_name: z.string(),
  language_code: z.string(),
  blocked: z.boolean(),
});

/** What the phone API answers to `GET /phones`. */
export const phonesSchema = z.object({ phones: z.array(phone) });

/** What it answers to `GET /phones/:id/chat`; messages oldest first. */
export const chatSchema = z.object({ messages: z.array(message) });

/** What it answers to `GET /updates`: how many the bot has not acknowledged. */
export const waitingSchema = z.object({ waiting: z.number() });

/** What it answers to `POST /faults`. */
export const orderedSchema = z.object({ id: z.number() });

/** How the phone API refuses. */
export const refusalSchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

export type Button = z.infer<typeof button>;
export type Message = z.infer<typeof message>;

/** A phone of the playground. `alias` is its name in recordings: `admin`, `customer`, `admin 2`. */
export type Phone = z.infer<typeof phone> & { readonly alias: string };
