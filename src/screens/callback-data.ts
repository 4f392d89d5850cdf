import { z } from 'zod';

/** What a button may ask for. An action is a word of ours, never a type of a machine's event. */
export const ACTIONS = [
  'home',
  'add',
  'resume',
  'cards',
  'older',
  'newer',
  'open',
  'stats',
  'help',
  'skip',
  'back',
  'cancel',
  'retry',
  'continue',
  'discard',
  'confirm',
  'off',
  'on',
  'qr',
] as const;

export type Action = (typeof ACTIONS)[number];

export interface ButtonPress {
  readonly action: Action;
  readonly revision: number;
  readonly cardId: string | null;
}

const pressSchema = z.object({
  action: z.enum(ACTIONS),
  revision: z.coerce.number().int(),
  cardId: z.uuid().nullable(),
});

/** Writes the data of a button: ASCII, at most 8 + 10 + 36 characters and two colons, within the 64 bytes of the Bot API. */
export function formatPress({ action, revision, cardId }: ButtonPress): string {
  return [action, revision, ...(cardId === null ? [] : [cardId])].join(':');
}

/** Reads the data of a press, which comes from a client and may be anything. Returns null for what no button of ours carries: what is read is what `formatPress` writes. */
export function parsePress(data: string | undefined): ButtonPress | null {
  const match = /^([a-z]{2,8}):(0|[1-9]\d{0,9})(?::([0-9a-f-]{36}))?$/.exec(data ?? '');
  if (match === null) return null;
  const [, action, revision, cardId = null] = match;
  const parsed = pressSchema.safeParse({ action, revision, cardId });
  if (!parsed.success || (parsed.data.action === 'open') !== (cardId !== null)) return null;
  return parsed.data;
}
