import type { Feature } from '../../screens/feature.ts';
import { cardsScreens, openedCardScreens } from './card-screens.ts';
import { cardsInputs } from './inputs.ts';
import { cardsOperations } from './operations.ts';

/** The list of cards, and a card that is opened from it. */
export const cards = {
  inputs: cardsInputs,
  screens: { ...cardsScreens, ...openedCardScreens },
  storing: [],
  createOperations: () => cardsOperations,
} satisfies Feature;
