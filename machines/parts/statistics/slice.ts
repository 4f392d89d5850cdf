import { z } from 'zod';

const statistics = z.strictObject({
  cards: z.number().int().nonnegative(),
  active: z.number().int().nonnegative(),
  drafts: z.number().int().nonnegative(),
  checks: z.number().int().nonnegative(),
  top: z.array(z.strictObject({ name: z.string(), checks: z.number().int().nonnegative() })).max(3),
});

/** The statistics; null until they were read. */
export const statisticsSlice = z.strictObject({
  part: z.literal('statistics'),
  totals: statistics.nullable(),
});

export const STATISTICS_EVENTS = ['STATISTICS'] as const;

export type Statistics = z.infer<typeof statistics>;
type StatisticsSlice = z.infer<typeof statisticsSlice>;

declare module '../../session/registry.ts' {
  interface Slices {
    statistics: StatisticsSlice;
  }
  interface EventData extends Record<(typeof STATISTICS_EVENTS)[number], object> {}
  interface OperationTypes {
    loadStatistics: { input: null; output: Statistics };
  }
}
