import { z } from 'zod';
import { cardStatus } from '../../card-life.ts';

const cursor = z.strictObject({ registeredAt: z.string(), id: z.uuid() });

const cardPage = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.uuid(),
        name: z.string(),
        status: cardStatus,
        checks: z.number().int().nonnegative(),
      }),
    )
    .max(8),
  newer: cursor.nullable(),
  older: cursor.nullable(),
});

/** Which page of the card list to read: the newest, or the one that lies beyond a cursor. */
const pageRequest = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('newest') }),
  z.strictObject({ from: z.literal('newer'), cursor }),
  z.strictObject({ from: z.literal('older'), cursor }),
]);

/** The list of cards: the page that is wanted, and, once it was read, what is on it. */
export const cardsSlice = z.strictObject({
  part: z.literal('cards'),
  page: pageRequest,
  list: cardPage.nullable(),
});

/** A page of the list, to come back to. */
export const cardsPlace = z.strictObject({ part: z.literal('cards'), page: pageRequest });

export const CARDS_EVENTS = ['CARDS', 'OLDER', 'NEWER'] as const;

export type Cursor = z.infer<typeof cursor>;
export type CardPage = z.infer<typeof cardPage>;
export type PageRequest = z.infer<typeof pageRequest>;
type CardsSlice = z.infer<typeof cardsSlice>;
type CardsPlace = z.infer<typeof cardsPlace>;

declare module '../../session/registry.ts' {
  interface Slices {
    cards: CardsSlice;
  }
  interface Places {
    cards: CardsPlace;
  }
  interface EventData extends Record<(typeof CARDS_EVENTS)[number], object> {}
  interface OperationTypes {
    listCards: { input: { page: PageRequest }; output: CardPage };
  }
}
