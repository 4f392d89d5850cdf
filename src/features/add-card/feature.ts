import type { Feature } from '../../screens/feature.ts';
import { addCardInputs } from './inputs.ts';
import { createAddCardOperations } from './operations.ts';
import { addCardScreens } from './wizard-screens.ts';

/** The wizard that registers a card. */
export const addCard = {
  inputs: addCardInputs,
  screens: addCardScreens,
  storing: ['storeOriginal', 'registerCard', 'storePackaged'],
  createOperations: createAddCardOperations,
} satisfies Feature;
