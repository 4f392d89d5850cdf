import { z } from 'zod';

const totalsBefore = z.looseObject({
  cards: z.number(),
  active: z.number(),
  drafts: z.number(),
  checks: z.unknown(),
  top: z.array(z.looseObject({ checks: z.unknown() })),
});

const snapshotBefore = z.looseObject({
  value: z.unknown(),
  context: z.looseObject({ slice: z.looseObject({ part: z.string() }).nullable() }),
  children: z.record(z.string(), z.looseObject({ snapshot: z.looseObject({}) })),
});

/** Why a card was switched off before anybody was asked. */
const SWITCHED_OFF = 'Switched off';

/**
 * From version 3 to 4: a card that is switched off is under review, changes have reasons, what is asked
 * about was chosen before, and the statistics count visits and every status; what was read before shows
 * no visits until it is read again. What has not the form of version 3 is returned as it is.
 */
export function toLife(stored: unknown): unknown {
  const parsed = snapshotBefore.safeParse(stored);
  if (!parsed.success) return stored;
  const { context, children, ...snapshot } = parsed.data;
  return {
    ...snapshot,
    context: { ...context, slice: sliceOf(context.slice, snapshot.value) },
    children: Object.fromEntries(
      Object.entries(children).map(([id, child]) => [
        id,
        id === 'changeCard'
          ? { ...child, snapshot: withInput(child.snapshot, context.slice) }
          : child,
      ]),
    ),
  };
}

function sliceOf(slice: z.infer<typeof snapshotBefore>['context']['slice'], state: unknown) {
  switch (slice?.part) {
    case 'cards':
      return { ...slice, list: withItems(slice.list) };
    case 'openedCard':
      return {
        ...slice,
        card: withStatus(slice.card),
        ...changeOf(isConfirming(state) ? 'discard' : slice.change),
      };
    case 'statistics':
      return { ...slice, totals: totalsOf(slice.totals) };
    default:
      return slice;
  }
}

/** Only discarding was asked about, and chosen when that was confirmed. */
function isConfirming(state: unknown): boolean {
  return JSON.stringify(state) === '{"openedCard":"confirming"}';
}

/** The change that it is now, and why. */
function changeOf(change: unknown): { change: unknown; reason: string | null } {
  return change === 'deactivate'
    ? { change: 'suspend', reason: SWITCHED_OFF }
    : { change, reason: null };
}

/** The change is of the card as it was shown. */
function withInput(child: object, slice: unknown): object {
  const parsed = z.looseObject({ input: z.looseObject({ change: z.unknown() }) }).safeParse(child);
  if (!parsed.success) return child;
  const { input } = parsed.data;
  const shown = z.looseObject({ card: z.looseObject({ status: z.unknown() }) }).safeParse(slice);
  const was = shown.success ? shown.data.card.status : null;
  const seen = was === 'deactivated' ? 'suspended' : was;
  return { ...child, input: { ...input, ...changeOf(input.change), seen } };
}

function withStatus(card: unknown): unknown {
  const parsed = z.looseObject({ status: z.literal('deactivated') }).safeParse(card);
  return parsed.success ? { ...parsed.data, status: 'suspended' } : card;
}

function withItems(list: unknown): unknown {
  const parsed = z.looseObject({ items: z.array(z.unknown()) }).safeParse(list);
  return parsed.success ? { ...parsed.data, items: parsed.data.items.map(withStatus) } : list;
}

function totalsOf(stored: unknown): unknown {
  const parsed = totalsBefore.safeParse(stored);
  if (!parsed.success) return stored;
  const { cards, active, drafts, top } = parsed.data;
  const released = cards - drafts;
  return {
    ...{ cards: released, drafts, active, suspended: released - active, stolen: 0, retired: 0 },
    visits: null,
    top: top.map(({ checks: visits, ...card }) => ({ ...card, visits })),
  };
}
