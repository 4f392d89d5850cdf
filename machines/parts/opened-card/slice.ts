import { z } from 'zod';
import { type CardStatus, cardMove, cardStatus } from '../../card-life.ts';

const cardView = z.strictObject({
  id: z.uuid(),
  code: z.string().min(1).max(64),
  name: z.string(),
  description: z.string(),
  status: cardStatus,
  checks: z.number().int().nonnegative(),
  registeredAt: z.string(),
  photos: z.number().int().min(0).max(2),
});

/** What can be done to a card that is opened. */
const cardChange = z.enum([...cardMove.options, 'discard']);

/** One card of the list: which one, what it is once it was read, and the change that is asked about, under way or was last, with the reason that was given. */
export const openedCardSlice = z.strictObject({
  part: z.literal('openedCard'),
  cardId: z.uuid(),
  card: cardView.nullable(),
  change: cardChange.nullable(),
  reason: z.string().max(4096).nullable(),
});

export const OPENED_CARD_EVENTS = [
  'OPEN',
  'CONTINUE',
  'DISCARD',
  'ACTIVATE',
  'SUSPEND',
  'MARK_STOLEN',
  'RETIRE',
] as const;

export const OPENED_CARD_NOTICES = [
  'card_activated',
  'card_suspended',
  'card_stolen',
  'card_retired',
  'draft_discarded',
  'not_a_draft',
  'reason_too_short',
  'reason_too_long',
] as const;

export type CardView = z.infer<typeof cardView>;
export type CardChange = z.infer<typeof cardChange>;

/** The change of a card that an admin wants of what they saw it to be, and why; null where nothing is to be said. */
export interface ChangeInput {
  readonly cardId: string;
  readonly change: CardChange;
  readonly seen: CardStatus;
  readonly reason: string | null;
}

/** What came of a change: the card as it is then, or why there is none to show. */
export type ChangedCard =
  | { type: 'changed'; card: CardView }
  | { type: 'gone' }
  | { type: 'discarded' }
  | { type: 'not_a_draft' };

type OpenedCardSlice = z.infer<typeof openedCardSlice>;

declare module '../../session/registry.ts' {
  interface Slices {
    openedCard: OpenedCardSlice;
  }
  interface EventData extends Record<Exclude<(typeof OPENED_CARD_EVENTS)[number], 'OPEN'>, object> {
    OPEN: { cardId: string };
  }
  interface Notices extends Record<(typeof OPENED_CARD_NOTICES)[number], true> {}
  interface OperationTypes {
    loadCard: { input: { cardId: string }; output: CardView | null };
    changeCard: { input: ChangeInput; output: ChangedCard };
  }
}
