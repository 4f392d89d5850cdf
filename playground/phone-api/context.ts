import type { FastifyRequest } from 'fastify';
import type { Calls } from '../bot-api/calls.ts';
import type { Faults } from '../bot-api/faults.ts';
import type { Person } from '../state/people.ts';
import type { World } from '../state/world.ts';
import type { EventStream } from './event-stream.ts';
import { PhoneError } from './phone-error.ts';
import type { Samples } from './samples.ts';
import type { Scanner } from './scan.ts';
import { phoneIdSchema } from './schemas.ts';

/** What the phone API works with. */
export interface PhoneApiContext {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly samples: Samples;
  readonly scanner: Scanner;
  readonly events: EventStream;
}

/**
 * The person whose phone a request is about.
 * @throws PhoneError 404 if there is none
 */
export function phoneOf(world: World, request: FastifyRequest): Person {
  const parsed = phoneIdSchema.safeParse(request.params);
  const person = parsed.success ? world.people.find(parsed.data.id) : undefined;
  if (person === undefined) throw new PhoneError(404, 'no_such_phone', 'There is no such phone.');
  return person;
}

/**
 * The person of a request that writes to the bot.
 * @throws PhoneError 404 if there is none; 409 if they blocked the bot
 */
export function writerOf(world: World, request: FastifyRequest): Person {
  const person = phoneOf(world, request);
  if (person.blocked) {
    throw new PhoneError(409, 'blocked', 'This phone blocked the bot. Unblock it first.');
  }
  return person;
}
