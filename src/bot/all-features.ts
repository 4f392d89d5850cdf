import type { StatePath } from '../../machines/state-path.ts';
import { addCard } from '../features/add-card/feature.ts';
import { cards } from '../features/cards/feature.ts';
import { home } from '../features/home/feature.ts';
import { statistics } from '../features/statistics/feature.ts';
import { commonInputs } from '../screens/inputs.ts';
import type { Render } from '../screens/screens-of.ts';
import { createSessionInputs } from '../screens/session-inputs.ts';
import type { Operations } from '../session/operation.ts';

/** The features of the admin session, in the order of the menu. What follows is gathered from them. */
const FEATURES = [addCard, cards, statistics, home] as const;

type One = (typeof FEATURES)[number];
type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** What the operations of all features need. */
export type OperationDependencies = Intersection<
  Exclude<Parameters<One['createOperations']>[0], undefined>
>;

/** The buttons and commands of all features. */
export const INPUTS = createSessionInputs([...FEATURES.map(({ inputs }) => inputs), commonInputs]);

/** The screen of every state; a state without one does not compile. */
export const SCREENS = gathered<One['screens']>(
  FEATURES.map(({ screens }) => screens),
) satisfies Record<StatePath, unknown> as unknown as Readonly<Record<StatePath, Render>>;

/** Gathers the effects of the admin session from its features; one that is missing does not compile. */
export function createOperations(dependencies: OperationDependencies): Operations {
  return gathered<ReturnType<One['createOperations']>>(
    FEATURES.map(({ createOperations }) => createOperations(dependencies)),
  );
}

const STORING: ReadonlySet<string> = new Set(FEATURES.flatMap(({ storing }) => storing));

/** Whether an operation stores something, so that the chat says at once that it is under way. */
export function isStoring(operation: keyof Operations): boolean {
  return STORING.has(operation);
}

/** One object with what is in all of them: its type is the intersection of theirs. */
function gathered<T extends object>(all: readonly T[]): Intersection<T> {
  return Object.assign({}, ...all);
}
