import { z } from 'zod';
import { type Ask, compareReply, wholeReply } from './stored-replies.ts';

const askSchema = z.discriminatedUnion('kind', [compareReply, wholeReply]);

/** Writes the data of a button below a verdict: ASCII, at most 7 + 1 + 36 of the 64 bytes of the Bot API. */
export function formatAsk({ kind, cardId }: Ask): string {
  return `${kind}:${cardId}`;
}

/**
 * Reads the data of a press, which comes from a client and may be anything. `stale`: no button that we
 * make has it, though it begins as theirs do. Null: it is none of these buttons.
 */
export function parseAsk(data: string | undefined): Ask | 'stale' | null {
  const [kind = '', ...rest] = (data ?? '').split(':', 64);
  if (kind !== 'compare' && kind !== 'whole') return null;
  const parsed = askSchema.safeParse({ kind, cardId: rest.join(':') });
  return parsed.success && formatAsk(parsed.data) === data ? parsed.data : 'stale';
}
