import { z } from 'zod';

const CHANGES: Readonly<Record<string, string>> = {
  discarding: 'discard',
  deactivating: 'deactivate',
  reactivating: 'activate',
};

const contextBefore = z.looseObject({
  card: z.looseObject({ original: z.unknown(), incoming: z.unknown() }).nullable(),
  page: z.looseObject({ from: z.string() }),
  list: z.unknown(),
  openedId: z.unknown(),
  opened: z.unknown(),
  statistics: z.unknown(),
});

const snapshotBefore = z.looseObject({
  value: z.union([z.string(), z.record(z.string(), z.unknown())]),
  context: contextBefore,
  children: z.record(z.string(), z.looseObject({ snapshot: z.unknown() })),
});

type ContextBefore = z.infer<typeof contextBefore>;

/**
 * From version 2 to 3: each part of the session has what it remembers to itself. What was read in a part
 * that the session has left is forgotten; all changes of an opened card are one state and one operation.
 * What has not the form of version 2 is returned as it is, for the schema to refuse.
 */
export function toParts(stored: unknown): unknown {
  const parsed = snapshotBefore.safeParse(stored);
  if (!parsed.success) return stored;
  const { value, context, children } = parsed.data;
  const { card, page, list, openedId, opened, statistics, ...session } = context;
  const change = changeOf(value);
  return {
    ...parsed.data,
    value: change === null ? value : { openedCard: change.state },
    children: change?.state === 'changing' ? changing(children, openedId, change.change) : children,
    context: {
      ...session,
      trail: page.from === 'newest' ? [] : [{ part: 'cards', page }],
      slice: sliceOf(value, context, change?.change ?? null),
      kept: { addCard: isKept(value, card) ? card : null },
    },
  };
}

type Value = z.infer<typeof snapshotBefore>['value'];

function changeOf(value: Value): { state: 'changing' | 'changingFailed'; change: string } | null {
  const state = typeof value === 'object' ? value.openedCard : undefined;
  if (typeof state !== 'string') return null;
  const change = CHANGES[state.replace(/Failed$/, '')];
  if (change === undefined) return null;
  return { state: state.endsWith('Failed') ? 'changingFailed' : 'changing', change };
}

/** The operation under way, under its new name and with what it takes now. */
function changing(
  children: z.infer<typeof snapshotBefore>['children'],
  cardId: unknown,
  change: string,
) {
  return Object.fromEntries(
    Object.values(children).map((child) => {
      const snapshot = z.looseObject({}).parse(child.snapshot);
      const input = { cardId, change };
      return ['changeCard', { ...child, src: 'changeCard', snapshot: { ...snapshot, input } }];
    }),
  );
}

function sliceOf(value: Value, context: ContextBefore, change: string | null) {
  const [part] = typeof value === 'string' ? [value] : Object.keys(value);
  const { page, list, openedId: cardId, opened: card, statistics: totals } = context;
  if (part === 'cards') return { part, page, list };
  if (part === 'openedCard') return { part, cardId, card, change };
  return part === 'statistics' ? { part, totals } : null;
}

/** A card for which nothing was sent yet is forgotten when the wizard is left. */
function isKept(value: Value, card: ContextBefore['card']): boolean {
  if (card === null || (typeof value === 'object' && 'addCard' in value)) return true;
  return card.original !== null || card.incoming !== null || card.registered === true;
}
