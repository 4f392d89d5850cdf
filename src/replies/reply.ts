import { z } from 'zod';

/**
 * An answer that needs no session: its kind, and all that it takes to give it, since it is stored with its
 * update until it was given. What else stands in it is known to the kind alone (`ReplyKind`).
 */
export interface Reply {
  readonly kind: string;
}

/** To whom a reply goes, in which language and topic (absent: in none); in a private chat the chat's id is the person's. */
export const recipientSchema = z.object({
  personId: z.int(),
  languageCode: z.string().nullable(),
  topic: z.int().positive().optional().catch(undefined),
});

export type Recipient = z.infer<typeof recipientSchema>;

/** A reply and to whom it goes: what is stored of an update that waits for its answer. */
export type AddressedReply<R extends Reply = Reply> = Recipient & { readonly reply: R };
