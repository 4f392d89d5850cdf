import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { adminMachine } from '../../machines/admin-session.ts';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { layOut } from '../diagram/grid.ts';
import { readMachine } from '../diagram/machine-graph.ts';
import { actionSchema } from '../record/recording.ts';
import type { Desk } from './desk.ts';
import { refuse } from './refuse.ts';

const nameSchema = z.object({ name: z.string().trim().min(1).max(100) });

/** The panel's own routes, below `/qa`. */
export const panelRoutes: FastifyPluginAsync<{ desk: Desk }> = async (server, { desk }) => {
  const pages = new Set<ServerResponse>();
  const stopListening = desk.listen((state) => {
    for (const page of pages) write(page, state);
  });
  server.addHook('onClose', async () => {
    stopListening();
    for (const page of pages) page.end();
  });
  server.setErrorHandler(refuse);

  server.get('/diagram', () => layOut(readMachine(adminMachine, EVENT_TYPES)));

  server.get('/events', (_request, reply) => {
    reply.hijack();
    const page = reply.raw;
    page.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    page.on('error', () => page.destroy());
    page.once('close', () => pages.delete(page));
    pages.add(page);
    write(page, desk.state());
  });

  server.post('/actions', async (request, reply) => {
    await desk.act(actionSchema.parse(request.body));
    return reply.status(204).send();
  });

  server.post('/recordings', async (request, reply) => {
    const file = await desk.save(nameSchema.parse(request.body).name);
    return reply.status(201).send({ file });
  });

  server.post('/plays', async (_request, reply) => {
    await desk.beginAnew();
    return reply.status(204).send();
  });
};

function write(page: ServerResponse, state: object): void {
  page.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
}
