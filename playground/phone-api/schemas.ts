import type { Message } from '@grammyjs/types';
import * as z from 'zod';

const name = z.string().trim().min(1).max(64);
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/);

/** A new phone; what is absent is filled in. */
export const newPhoneSchema = z.object({
  role: z.enum(['admin', 'customer']),
  first_name: name.optional(),
  last_name: name.optional(),
  username: z
    .string()
    .regex(/^[A-Za-z]\w{3,31}$/)
    .optional(),
  language_code: language.optional(),
});

/** What changes on a phone. */
export const phoneChangeSchema = z.object({
  language_code: language.optional(),
  blocked: z.boolean().optional(),
});

/** The phone that an address names. */
export const phoneIdSchema = z.object({ id: z.coerce.number().int() });

const rawSchema = z.custom<Partial<Message>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** A message: what was typed, or any fields of a message. */
export const messageSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ raw: rawSchema }),
]);

/** How uploaded files are sent. */
export const filesSchema = z.object({
  as: z.enum(['photo', 'document']).default('photo'),
  caption: z.string().default(''),
});

/** A sample photo to send. */
export const sampleSchema = z.object({
  sample: z.string(),
  as: z.enum(['photo', 'document']).default('photo'),
});

/** A pressed button; the data may be any. */
export const pressSchema = z.object({ message_id: z.int(), data: z.string() });

/** A link that was tapped or scanned. */
export const openSchema = z.object({ url: z.string() });

/** The picture to scan, if it is not uploaded. */
export const scanSchema = z.object({ file_id: z.string() });

/** The file that an address names. */
export const fileParamsSchema = z.object({ file_id: z.string() });

/** The size in which a file is wanted. */
export const fileQuerySchema = z.object({ size: z.literal('thumb').optional() });

/** The sample photo that an address names. */
export const sampleParamsSchema = z.object({ sample: z.string() });

/** Any update. */
export const updateSchema = z.record(z.string(), z.unknown());

/** The id that the next update is to have; ids are positive (Bot API, Update). */
export const nextUpdateSchema = z.object({
  update_id: z
    .int()
    .positive()
    .max(2 ** 31 - 2),
});

/** A bot's name: 5 to 32 letters, digits and underscores, and "bot" at its end. */
export const botSchema = z.object({ username: z.string().regex(/^[A-Za-z]\w{1,28}bot$/i) });

/** The fault that an address names. */
export const faultParamsSchema = z.object({ id: z.coerce.number().int() });

/** The method whose calls are wanted. */
export const callsQuerySchema = z.object({ method: z.string().optional() });
