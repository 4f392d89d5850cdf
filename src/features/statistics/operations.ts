import type { Operations } from '../../session/operation.ts';
import { loadStatistics } from './statistics.ts';

/** The effects of the statistics. */
export const statisticsOperations: Pick<Operations, 'loadStatistics'> = {
  loadStatistics: async () => (em) => loadStatistics(em),
};
