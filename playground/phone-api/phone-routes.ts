import type { FastifyInstance } from 'fastify';
import { setBlocked } from '../state/incoming.ts';
import { asPhone } from '../state/phone-view.ts';
import { type PhoneApiContext, phoneOf } from './context.ts';
import { PhoneError } from './phone-error.ts';
import { newPhoneSchema, phoneChangeSchema } from './schemas.ts';

/** The routes about phones and what they show. */
export function phoneRoutes(server: FastifyInstance, context: PhoneApiContext): void {
  const { world, samples, events } = context;

  server.get('/phones', async () => ({
    bot: { ...world.botUser, first_name: world.profile.get('name', '') },
    phones: world.people.all().map(asPhone),
    samples: await samples.list(),
  }));

  server.post('/phones', async (request, reply) => {
    const person = world.people.add(newPhoneSchema.parse(request.body));
    if (person === undefined) {
      throw new PhoneError(409, 'no_admin_left', 'All admins of the playground have a phone.');
    }
    await world.journal.saved();
    const phone = asPhone(person);
    world.feed.publish('phone', { phone });
    return reply.status(201).send(phone);
  });

  server.patch('/phones/:id', async (request) => {
    const { language_code, blocked } = phoneChangeSchema.parse(request.body);
    let person = phoneOf(world, request);
    if (blocked !== undefined) person = setBlocked(world, person, blocked);
    if (language_code !== undefined && language_code !== person.language_code) {
      person = world.people.change(person.id, { language_code }) ?? person;
      world.feed.publish('phone', { phone: asPhone(person) });
      world.feed.publish('commands', {
        phone: person.id,
        commands: world.commands.resolve(person),
      });
      world.feed.publish('description', {
        phone: person.id,
        description: world.profile.get('description', person.language_code),
      });
    }
    await world.journal.saved();
    return asPhone(person);
  });

  server.get('/phones/:id/chat', async (request) => {
    const person = phoneOf(world, request);
    return {
      messages: world.chats.visible(person.id),
      commands: world.commands.resolve(person),
      description: world.profile.get('description', person.language_code),
      action: world.actions.current(person.id),
    };
  });

  server.delete('/phones/:id/chat', async (request, reply) => {
    world.chats.clear(phoneOf(world, request).id);
    await world.journal.saved();
    return reply.status(204).send();
  });

  server.get('/events', (_request, reply) => {
    reply.hijack();
    events.connect(reply.raw);
  });
}
