import { z } from 'zod';

/** What a customer may ask for with a button below a verdict: both photos in full, or the whole description. */
export const ASKS = ['compare', 'whole'] as const;

/** A press of such a button. The card is named by its id: 122 random bits that only who saw its verdict has. */
export interface Ask {
  readonly ask: (typeof ASKS)[number];
  readonly cardId: string;
}

const askSchema = z.object({ ask: z.enum(ASKS), cardId: z.uuid() });

/** Writes the data of a button: ASCII, at most 7 + 1 + 36 of the 64 bytes of the Bot API. */
export function formatAsk({ ask, cardId }: Ask): string {
  return `${ask}:${cardId}`;
}

/**
 * Reads the data of a press, which comes from a client and may be anything. `stale`: no button that we
 * make has it, though it begins as theirs do. Null: it is none of these buttons.
 */
export function parseAsk(data: string | undefined): Ask | 'stale' | null {
  const [ask, ...rest] = (data ?? '').split(':', 64);
  if (!ASKS.some((known) => known === ask)) return null;
  const parsed = askSchema.safeParse({ ask, cardId: rest.join(':') });
  return parsed.success && formatAsk(parsed.data) === data ? parsed.data : 'stale';
}
