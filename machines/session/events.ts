import type { EventData } from './registry.ts';

/**
 * What an admin can do, as the machine takes it. `id` names the event (one for each update); an
 * operation that it begins takes this id. What each type carries is said by `EventData`.
 */
export type AdminEvent = {
  [Type in keyof EventData]: { id: string; type: Type } & EventData[Type];
}[keyof EventData];

/** The types of the events of no part alone. */
export const SESSION_EVENTS = [
  'HOME',
  'HELP',
  'PHOTO',
  'TEXT',
  'SKIP',
  'BACK',
  'CANCEL',
  'RETRY',
  'CONFIRM',
  'QR',
  'STALE',
  'UNKNOWN_COMMAND',
  'UNEXPECTED',
] as const satisfies readonly AdminEvent['type'][];
