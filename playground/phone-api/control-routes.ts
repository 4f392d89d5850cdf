import type { FastifyInstance } from 'fastify';
import { faultSchema } from '../bot-api/faults.ts';
import { sendUpdate } from '../state/incoming.ts';
import type { PhoneApiContext } from './context.ts';
import { PhoneError } from './phone-error.ts';
import {
  botSchema,
  callsQuerySchema,
  faultParamsSchema,
  nextUpdateSchema,
  updateSchema,
} from './schemas.ts';

/** The routes for tests and QA: faults, raw updates, and what the bot called. */
export function controlRoutes(server: FastifyInstance, context: PhoneApiContext): void {
  const { world, faults, calls } = context;

  server.post('/faults', (request, reply) => {
    const id = faults.add(faultSchema.parse(request.body));
    return reply.status(201).send({ id });
  });

  server.get('/faults', () => faults.list());

  server.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.status(204).send();
  });

  server.delete('/faults/:id', (request, reply) => {
    faults.remove(faultParamsSchema.parse(request.params).id);
    return reply.status(204).send();
  });

  server.get('/updates', () => ({ waiting: world.updates.count() }));

  server.post('/updates', async (request, reply) => {
    const { update_id: _own, ...update } = updateSchema.parse(request.body);
    const update_id = sendUpdate(world, update);
    await world.journal.saved();
    return reply.status(201).send({ update_id });
  });

  server.put('/updates/next', async (request, reply) => {
    const { update_id } = nextUpdateSchema.parse(request.body);
    if (!world.updates.countFrom(update_id)) {
      throw new PhoneError(409, 'updates_wait', 'Ids begin anew only while no update is waiting.');
    }
    await world.journal.saved();
    return reply.status(204).send();
  });

  server.put('/bot', async (request, reply) => {
    world.rename(botSchema.parse(request.body).username);
    await world.journal.saved();
    return reply.status(204).send();
  });

  server.get('/calls', (request) => calls.list(callsQuerySchema.parse(request.query).method));
}
