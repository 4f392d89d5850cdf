import type { FastifyInstance } from 'fastify';
import { readParts } from '../multipart.ts';
import { press, sendRaw } from '../state/incoming.ts';
import { type PhoneApiContext, writerOf } from './context.ts';
import { readLink } from './links.ts';
import { sendFiles, sendText } from './outgoing.ts';
import { PhoneError } from './phone-error.ts';
import { filesSchema, messageSchema, openSchema, pressSchema, sampleSchema } from './schemas.ts';

/** The routes on which people write to the bot. */
export function messageRoutes(server: FastifyInstance, context: PhoneApiContext): void {
  const { world, samples } = context;

  server.post('/phones/:id/messages', async (request, reply) => {
    const person = writerOf(world, request);
    if (request.isMultipart()) {
      const { parameters, files } = await readParts(request);
      const options = filesSchema.parse(parameters);
      const messages = await sendFiles(world, person, [...files.values()], options);
      await world.journal.saved();
      return reply.status(201).send({ messages });
    }
    const body = messageSchema.parse(request.body);
    const messages =
      'text' in body ? sendText(world, person, body.text) : [sendRaw(world, person, body.raw)];
    await world.journal.saved();
    return reply.status(201).send({ messages });
  });

  server.post('/phones/:id/samples', async (request, reply) => {
    const person = writerOf(world, request);
    const { sample, as } = sampleSchema.parse(request.body);
    const upload = await samples.read(sample);
    if (upload === undefined) {
      throw new PhoneError(404, 'no_such_sample', 'There is no such sample photo.');
    }
    const messages = await sendFiles(world, person, [upload], { as, caption: '' });
    await world.journal.saved();
    return reply.status(201).send({ messages });
  });

  server.post('/phones/:id/presses', async (request, reply) => {
    const person = writerOf(world, request);
    const { message_id, data } = pressSchema.parse(request.body);
    const callback_query_id = press(world, person, message_id, data);
    await world.journal.saved();
    return reply.status(202).send({ callback_query_id });
  });

  server.post('/phones/:id/open', async (request) => {
    const person = writerOf(world, request);
    const action = readLink(openSchema.parse(request.body).url, world.bot.username);
    if (action.kind === 'none') return { opened: 'none' };
    if (action.kind === 'share') return { opened: 'share', url: action.url, text: action.text };
    const text = `/start ${action.payload}`;
    sendText(world, person, text);
    await world.journal.saved();
    return { opened: 'start', text };
  });
}
