import {
  type AddCardDependencies,
  createAddCardOperations,
} from '../features/add-card/operations.ts';
import { cardsOperations } from '../features/cards/operations.ts';
import { statisticsOperations } from '../features/statistics/operations.ts';
import type { Operations } from '../session/operation.ts';

/** Gathers the effects of the admin session from its features; one that is missing does not compile. */
export function createOperations(dependencies: AddCardDependencies): Operations {
  return {
    ...createAddCardOperations(dependencies),
    ...cardsOperations,
    ...statisticsOperations,
  };
}
