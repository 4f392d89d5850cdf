import { z } from 'zod';

const snapshotBefore = z.looseObject({
  context: z.looseObject({
    slice: z.looseObject({
      part: z.literal('statistics'),
      totals: z.looseObject({
        checks: z.unknown(),
        top: z.array(z.looseObject({ checks: z.unknown() })),
      }),
    }),
  }),
});

/**
 * From version 3 to 4: the statistics count visits, and what was read of checks before is shown without
 * them until it is read again. What shows no statistics, or has not the form of version 3, is returned as
 * it is.
 */
export function toVisits(stored: unknown): unknown {
  const parsed = snapshotBefore.safeParse(stored);
  if (!parsed.success) return stored;
  const { context, ...snapshot } = parsed.data;
  const { checks: _checks, top, ...totals } = context.slice.totals;
  return {
    ...snapshot,
    context: {
      ...context,
      slice: {
        ...context.slice,
        totals: {
          ...totals,
          visits: null,
          top: top.map(({ checks: visits, ...card }) => ({ ...card, visits })),
        },
      },
    },
  };
}
