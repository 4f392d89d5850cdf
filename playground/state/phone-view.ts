import type { Person } from './people.ts';

/** A person as the phone API shows them. */
export type PhoneView = Omit<Person, 'started'>;

/** The person as the phone API shows them. */
export function asPhone(person: Person): PhoneView {
  const { started: _started, ...phone } = person;
  return phone;
}
