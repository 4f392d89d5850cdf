import { z } from 'zod';

/** The verdict on a code; one that is `uncounted` is of a check that was put off. */
export const verdictReply = z.object({
  kind: z.literal('verdict'),
  code: z.string(),
  uncounted: z.literal(true).optional(),
});

/** That a code is only the example of our texts. */
export const exampleReply = z.object({ kind: z.literal('example') });

/** That a code was read or typed wrongly. */
export const mistypedReply = z.object({ kind: z.literal('mistyped') });

/** Both photos of a card in full. */
export const compareReply = z.object({ kind: z.literal('compare'), cardId: z.uuid() });

/** The whole description of a card. */
export const wholeReply = z.object({ kind: z.literal('whole'), cardId: z.uuid() });

/** The page of a card that somebody shared: no check. */
export const sharedReply = z.object({ kind: z.literal('shared'), cardId: z.uuid() });

/** What a press of a button below a verdict asks for. The card is named by its id: 122 random bits that only who saw its verdict has. */
export type Ask = z.infer<typeof compareReply> | z.infer<typeof wholeReply>;

/** What people are answered who check a card, as it is stored until they are. */
export type VerificationReply =
  | z.infer<typeof verdictReply>
  | z.infer<typeof exampleReply>
  | z.infer<typeof mistypedReply>
  | z.infer<typeof sharedReply>
  | Ask;
