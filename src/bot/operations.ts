import {
  type AddCardDependencies,
  addCardStoring,
  createAddCardOperations,
} from '../features/add-card/operations.ts';
import { cardsOperations } from '../features/cards/operations.ts';
import { statisticsOperations } from '../features/statistics/operations.ts';
import type { Operations } from '../session/operation.ts';

const STORING: ReadonlySet<string> = new Set(addCardStoring);

/** Whether an operation stores something, so that the chat says at once that it is under way. */
export function isStoring(operation: keyof Operations): boolean {
  return STORING.has(operation);
}

/** Gathers the effects of the admin session from its features; one that is missing does not compile. */
export function createOperations(dependencies: AddCardDependencies): Operations {
  return {
    ...createAddCardOperations(dependencies),
    ...cardsOperations,
    ...statisticsOperations,
  };
}
