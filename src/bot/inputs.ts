import { addCardInputs } from '../features/add-card/inputs.ts';
import { cardsInputs } from '../features/cards/inputs.ts';
import { homeInputs } from '../features/home/inputs.ts';
import { statisticsInputs } from '../features/statistics/inputs.ts';
import { commonInputs } from '../screens/inputs.ts';
import { createSessionInputs } from '../screens/session-inputs.ts';

/** The buttons and commands of all features, in the order of the menu. */
export const INPUTS = createSessionInputs([
  addCardInputs,
  cardsInputs,
  statisticsInputs,
  homeInputs,
  commonInputs,
]);
