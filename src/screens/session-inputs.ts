import type { AdminEvent } from '../../machines/session/events.ts';
import { type ButtonPress, parsePress } from './callback-data.ts';
import type { Inputs } from './inputs.ts';

/** The buttons and commands of all features. */
export interface SessionInputs {
  /** The words of all buttons. */
  readonly actions: readonly string[];
  /** The commands of admins, in the order of the menu. */
  readonly commands: readonly string[];
  /** Reads the data of a press, which may be anything; null: no button of ours has it. */
  readPress(data: string | undefined): ButtonPress | null;
  /** The event of a press; null is a press of no button of ours. */
  pressEvent(id: string, press: ButtonPress | null): AdminEvent;
  /** The event of an admin's command, known or not. */
  commandEvent(id: string, command: string): AdminEvent;
}

/** Gathers what features bring, in the order of the menu. Throws a `TypeError` when two bring the same word. */
export function createSessionInputs(all: readonly Inputs[]): SessionInputs {
  const buttons = gather(all.map((one) => one.buttons ?? {}));
  const cardButtons = gather(all.map((one) => one.cardButtons ?? {}));
  const commands = gather(all.map((one) => one.commands ?? {}));
  const actions = [
    ...gather([Object.fromEntries(buttons), Object.fromEntries(cardButtons)]).keys(),
  ];

  /** Makes the event of a press; null: there is no such button, or it names no card where it should, or one where it should not. */
  function eventOf(id: string, { action, cardId }: ButtonPress): AdminEvent | null {
    if (cardId === null) return buttons.get(action)?.(id) ?? null;
    return cardButtons.get(action)?.(id, cardId) ?? null;
  }
  return {
    actions,
    commands: [...commands.keys()],
    readPress(data) {
      const press = parsePress(data);
      const known = press?.cardId === null ? buttons : cardButtons;
      return press !== null && known.has(press.action) ? press : null;
    },
    pressEvent(id, press) {
      return (press && eventOf(id, press)) ?? { id, type: 'STALE' };
    },
    commandEvent: (id, command) => commands.get(command)?.(id) ?? { id, type: 'UNKNOWN_COMMAND' },
  };
}

function gather<T>(all: readonly Readonly<Record<string, T>>[]): Map<string, T> {
  const gathered = new Map<string, T>();
  for (const [word, one] of all.flatMap(Object.entries<T>)) {
    if (gathered.has(word)) throw new TypeError(`two features bring "${word}"`);
    gathered.set(word, one);
  }
  return gathered;
}
