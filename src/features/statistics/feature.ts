import type { Feature } from '../../screens/feature.ts';
import { statisticsInputs } from './inputs.ts';
import { statisticsOperations } from './operations.ts';
import { statisticsScreens } from './statistics-screen.ts';

/** The numbers of cards and checks. */
export const statistics = {
  inputs: statisticsInputs,
  screens: statisticsScreens,
  storing: [],
  createOperations: () => statisticsOperations,
} satisfies Feature;
