import type { Asked } from '../../../src/features/verification/verdict.ts';
import type { PersonNames } from '../../../src/updates/person.ts';

let lastUpdate = 0;

/** A code that somebody new asks for in a new update, unless it is said who. */
export function asks(code: string, person: Partial<PersonNames> = {}): Asked {
  lastUpdate += 1;
  return {
    id: { botId: 42, updateId: lastUpdate },
    person: {
      id: 1_000_000 + lastUpdate,
      firstName: 'Vera',
      lastName: null,
      username: null,
      languageCode: null,
      ...person,
    },
    code,
    payload: { n: lastUpdate },
  };
}
