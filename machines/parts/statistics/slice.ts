import { z } from 'zod';

const count = z.number().int().nonnegative();

const visits = z.strictObject({
  all: count,
  /** Of today, by UTC, and of that day and the 6 and 29 before it. */
  today: count,
  week: count,
  month: count,
  /** Different people who checked a card. */
  people: count,
  unknownCodes: count,
});

/** Numbers of cards but drafts, of drafts, of cards by status, and of what people checked; `visits` is null where a version before read them. */
const statistics = z.strictObject({
  cards: count,
  drafts: count,
  active: count,
  suspended: count,
  stolen: count,
  retired: count,
  visits: visits.nullable(),
  top: z.array(z.strictObject({ name: z.string(), visits: count })).max(3),
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
