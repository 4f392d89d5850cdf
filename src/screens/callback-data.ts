import { z } from 'zod';

/** What the data of a button says. */
export interface ButtonPress {
  /** The word of the button, see `Inputs`. */
  readonly action: string;
  /** Of the screen that the button is part of. */
  readonly revision: number;
  readonly cardId: string | null;
}

const pressSchema = z.object({
  action: z.string(),
  revision: z.coerce.number().int(),
  cardId: z.uuid().nullable(),
});

/** Writes the data of a button: ASCII, at most 8 + 10 + 36 characters and two colons, within the 64 bytes of the Bot API. */
export function formatPress({ action, revision, cardId }: ButtonPress): string {
  return [action, revision, ...(cardId === null ? [] : [cardId])].join(':');
}

/**
 * Reads the data of a press, which comes from a client and may be anything. Returns null for what has not
 * the form of a button of ours: what is read is what `formatPress` writes. Whether there is such a button
 * is known to `SessionInputs`.
 */
export function parsePress(data: string | undefined): ButtonPress | null {
  const match = /^([a-z]{2,8}):(0|[1-9]\d{0,9})(?::([0-9a-f-]{36}))?$/.exec(data ?? '');
  if (match === null) return null;
  const [, action, revision, cardId = null] = match;
  const parsed = pressSchema.safeParse({ action, revision, cardId });
  return parsed.success ? parsed.data : null;
}
