import type { Feature } from '../../screens/feature.ts';
import { homeScreens } from './home-screen.ts';
import { homeInputs } from './inputs.ts';

/** The menu. */
export const home = {
  inputs: homeInputs,
  screens: homeScreens,
  storing: [],
  createOperations: () => ({}),
} satisfies Feature;
