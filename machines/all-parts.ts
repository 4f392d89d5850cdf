import { addCard } from './parts/add-card/part.ts';
import { cards } from './parts/cards/part.ts';
import { openedCard } from './parts/opened-card/part.ts';
import { statistics } from './parts/statistics/part.ts';
import type { AdminContext, NoticeCode } from './session/context.ts';
import { contextSchemaOf } from './session/context-schema.ts';
import { type AdminEvent, SESSION_EVENTS } from './session/events.ts';
import { SESSION_NOTICES, type SessionNotice } from './session/notices.ts';
import { declareOperations, type OperationName } from './session/operations.ts';
import type { AnyPart } from './session/part.ts';
import type { KeptSlices, Places, Slices } from './session/registry.ts';

/** The parts of an admin session, by the name of their state. What follows is gathered from them. */
export const PARTS = { addCard, cards, openedCard, statistics };

type Parts = typeof PARTS;
type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type All<Words extends 'guards' | 'actions' | 'entrances'> = Intersection<
  Parts[keyof Parts][Words]
>;

/** What is added to the session beside the list of parts: nothing; a test holds it. */
export type Unlisted =
  | Exclude<
      AdminEvent['type'],
      (typeof SESSION_EVENTS)[number] | Parts[keyof Parts]['events'][number]
    >
  | Exclude<NoticeCode, SessionNotice | Parts[keyof Parts]['notices'][number]>
  | Exclude<OperationName, Parts[keyof Parts]['operations'][number]>
  | Exclude<keyof Slices | keyof KeptSlices | keyof Places, keyof Parts>;

/** The parts, for what is the same in each. */
export const parts: readonly AnyPart[] = Object.values(PARTS);

/** The types of all events that may come from outside; nothing else is ever fed to the machine in their place. */
export const EVENT_TYPES: readonly AdminEvent['type'][] = [
  ...SESSION_EVENTS,
  ...parts.flatMap(({ events }) => events),
];

/** The codes of all notices. */
export const NOTICE_CODES: readonly NoticeCode[] = [
  ...SESSION_NOTICES,
  ...parts.flatMap(({ notices }) => notices),
];

/** The names of all operations. */
export const OPERATION_NAMES: readonly OperationName[] = parts.flatMap(
  ({ operations }) => operations,
);

/** The operations as the machine invokes them. */
export const operationLogic = declareOperations(OPERATION_NAMES);

/** Whether an operation has this name. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operationLogic, name);
}

/** The schema of the context. */
export const contextSchema = contextSchemaOf(NOTICE_CODES, parts);

/** What the parts remember where nothing was begun. */
export const NOTHING_KEPT = Object.fromEntries(
  parts.flatMap(({ name, kept }) => (kept === null ? [] : [[name, null]])),
) as AdminContext['kept'];

/** The words of all parts. */
export const guards: All<'guards'> = gathered('guards');
export const actions: All<'actions'> = gathered('actions');

/** What leads into a part from wherever the session is. */
export const entrances: All<'entrances'> = gathered('entrances');

/** The states of all parts, by name. */
export const states = Object.fromEntries(parts.map(({ name, states }) => [name, states])) as {
  [P in keyof Parts]: Parts[P]['states'];
};

function gathered<Words extends 'guards' | 'actions' | 'entrances'>(words: Words): All<Words> {
  return Object.assign({}, ...parts.map((part) => part[words]));
}
