import type { Chat, User } from '@grammyjs/types';
import * as z from 'zod';
import type { Journal } from '../store/journal.ts';

const personSchema = z.object({
  id: z.number(),
  role: z.enum(['admin', 'customer']),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string(),
  blocked: z.boolean(),
  started: z.boolean(),
});

/** A person with a phone. */
export interface Person {
  /** The person's id, which is also the id of the private chat with the bot. */
  readonly id: number;
  readonly role: 'admin' | 'customer';
  readonly first_name: string;
  readonly last_name?: string | undefined;
  readonly username?: string | undefined;
  /** An IETF language tag such as `en` or `ru`. */
  readonly language_code: string;
  /** Whether this person blocked the bot. */
  readonly blocked: boolean;
  /** Whether this person has written to the bot: before, the bot has no chat with them. */
  readonly started: boolean;
}

/** What a new person may bring; a missing name is filled in. */
export interface NewPerson {
  readonly role: Person['role'];
  readonly first_name?: string | undefined;
  readonly last_name?: string | undefined;
  readonly username?: string | undefined;
  readonly language_code?: string | undefined;
}

/** The people of the playground. */
export interface People {
  all(): Person[];
  find(id: number): Person | undefined;
  /** Adds a person; undefined when an admin is wanted and all admin ids are taken. */
  add(person: NewPerson): Person | undefined;
  /** Changes a person and returns them as they are now. */
  change(
    id: number,
    change: Partial<Pick<Person, 'language_code' | 'blocked' | 'started'>>,
  ): Person | undefined;
}

/** Customers count up from here: beyond 32 bits, as new accounts at Telegram are. */
const FIRST_CUSTOMER_ID = 7_000_000_001;

const NAMES = {
  admin: ['Alice', 'Anton', 'Amira'],
  customer: ['Carla', 'Boris', 'Mei', 'Olga', 'Jonas', 'Priya', 'Kenji', 'Lucía'],
};

/** Reads the people from the journal. */
export function loadPeople(journal: Journal, adminIds: readonly number[]): People {
  const stored = journal.collection('person', personSchema);
  const people = new Map<number, Person>(stored.entries.map(([, person]) => [person.id, person]));
  let customers = [...people.values()].filter(({ role }) => role === 'customer').length;

  function keep(person: Person): Person {
    people.set(person.id, person);
    stored.put(String(person.id), person);
    return person;
  }

  return {
    all: () => [...people.values()],
    find: (id) => people.get(id),
    add({ role, first_name, last_name, username, language_code = 'en' }) {
      const adminId = adminIds.find((id) => !people.has(id));
      const id = role === 'admin' ? adminId : FIRST_CUSTOMER_ID + customers;
      if (id === undefined) return undefined;
      const names = NAMES[role];
      const nth = role === 'admin' ? adminIds.indexOf(id) : customers++;
      return keep({
        id,
        role,
        first_name: first_name ?? names[nth % names.length] ?? role,
        ...(last_name !== undefined && { last_name }),
        ...(username !== undefined && { username }),
        language_code,
        blocked: false,
        started: false,
      });
    },
    change(id, change) {
      const person = people.get(id);
      return person === undefined ? undefined : keep({ ...person, ...change });
    },
  };
}

/** The person as the Bot API's `User`. */
export function asUser(person: Person): User {
  const { id, first_name, last_name, username, language_code } = person;
  return {
    id,
    is_bot: false,
    first_name,
    ...(last_name !== undefined && { last_name }),
    ...(username !== undefined && { username }),
    language_code,
  };
}

/** The person's private chat with the bot, as the Bot API's `Chat`. */
export function asChat(person: Person): Chat.PrivateChat {
  const { id, first_name, last_name, username } = person;
  return {
    id,
    first_name,
    ...(last_name !== undefined && { last_name }),
    ...(username !== undefined && { username }),
    type: 'private',
  };
}
