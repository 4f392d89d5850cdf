import { z } from 'zod';
import type { Chat } from './chat.ts';

/**
 * An answer that needs no session. It is stored with its update until it was given, so it holds all it
 * takes to give it. A verdict that is `uncounted` is of a check that was put off.
 */
export const replySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('verdict'),
    code: z.string(),
    uncounted: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('example') }),
  z.object({ kind: z.literal('compare'), cardId: z.uuid() }),
  z.object({ kind: z.literal('whole'), cardId: z.uuid() }),
  z.object({ kind: z.literal('mistyped') }),
  z.object({ kind: z.literal('greeting') }),
  z.object({ kind: z.literal('help') }),
  z.object({ kind: z.literal('hint') }),
  z.object({ kind: z.literal('id') }),
  z.object({ kind: z.literal('admins_only') }),
  z.object({ kind: z.literal('failed') }),
  z.object({ kind: z.literal('slow_down') }),
]);

export type Reply = z.infer<typeof replySchema>;

/** To whom a reply goes, in which language and topic (absent: in none); in a private chat the chat's id is the person's. */
export const recipientSchema = z.object({
  personId: z.int(),
  languageCode: z.string().nullable(),
  topic: z.int().positive().optional().catch(undefined),
});

export type Recipient = z.infer<typeof recipientSchema>;

/** The chat that a reply goes to. */
export function chatOf({ personId, topic }: Recipient): Chat {
  return { id: personId, topic: topic ?? null };
}

export const addressedReplySchema = recipientSchema.extend({ reply: replySchema });

export type AddressedReply = z.infer<typeof addressedReplySchema>;
