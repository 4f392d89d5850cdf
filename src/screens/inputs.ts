import type { AdminEvent } from '../../machines/session/events.ts';

/** Makes the event of a press or a command; `id` names it among all events of the session. */
export type MakeEvent = (id: string) => AdminEvent;

/**
 * The buttons and commands that a feature brings, each with the event that it makes. The word of a button
 * (2 to 8 letters, a to z) stands in its data, and so in chats for years; it is never the type of an event.
 */
export interface Inputs {
  readonly buttons?: Readonly<Record<string, MakeEvent>>;
  /** Buttons that name a card. */
  readonly cardButtons?: Readonly<Record<string, (id: string, cardId: string) => AdminEvent>>;
  /** Commands of admins, in the order of the menu; each has its text, `command-<name>`. */
  readonly commands?: Readonly<Record<string, MakeEvent>>;
}

/** The types of events that carry nothing but their id. */
type PlainType = {
  [E in AdminEvent as E['type']]: Exclude<keyof E, 'id' | 'type'> extends never ? E['type'] : never;
}[AdminEvent['type']];

/** Makes an event that carries nothing but its type. */
export function eventOf(type: PlainType): MakeEvent {
  return (id) => ({ id, type });
}

/** What all features share: the answers to a question, and the way out of it. */
export const commonInputs = {
  buttons: {
    skip: eventOf('SKIP'),
    back: eventOf('BACK'),
    cancel: eventOf('CANCEL'),
    retry: eventOf('RETRY'),
    confirm: eventOf('CONFIRM'),
    help: eventOf('HELP'),
  },
  commands: {
    skip: eventOf('SKIP'),
    back: eventOf('BACK'),
    cancel: eventOf('CANCEL'),
    help: eventOf('HELP'),
  },
} satisfies Inputs;
