import type { Message } from '@grammyjs/types';
import * as z from 'zod';

/** The bodies and parameters that the phone API takes. */

const name = z.string().trim().min(1).max(64);
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/);

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

export const phoneChangeSchema = z.object({
  language_code: language.optional(),
  blocked: z.boolean().optional(),
});

export const phoneIdSchema = z.object({ id: z.coerce.number().int() });

const rawSchema = z.custom<Partial<Message>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

export const messageSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ raw: rawSchema }),
]);

export const filesSchema = z.object({
  as: z.enum(['photo', 'document']).default('photo'),
  caption: z.string().default(''),
});

export const sampleSchema = z.object({
  sample: z.string(),
  as: z.enum(['photo', 'document']).default('photo'),
});

export const pressSchema = z.object({ message_id: z.int(), data: z.string() });

export const openSchema = z.object({ url: z.string() });

export const scanSchema = z.object({ file_id: z.string() });

export const fileParamsSchema = z.object({ file_id: z.string() });

export const fileQuerySchema = z.object({ size: z.literal('thumb').optional() });

export const sampleParamsSchema = z.object({ sample: z.string() });

export const updateSchema = z.record(z.string(), z.unknown());

export const callsQuerySchema = z.object({ method: z.string().optional() });
