import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import * as z from 'zod';
import { ApiError, badRequest, notFound } from '../api-error.ts';
import type { World } from '../state/world.ts';
import { readQuery } from './body.ts';
import { type Dispatch, failure, happenBefore, isDrop, type Reply } from './dispatcher.ts';
import type { Faults } from './faults.ts';
import { createHangUps } from './hang-ups.ts';

/** Telegram's limit for a file that a bot uploads, in bytes; an album may have ten of them. */
const MAX_UPLOAD = 50 * 1024 * 1024;
const MAX_BODY = 10 * MAX_UPLOAD;

const methodParams = z.object({ token: z.string(), method: z.string() });
const fileParams = z.object({ token: z.string(), '*': z.string() });

/** What the routes of the Bot API work with. */
export interface BotApiOptions {
  readonly world: World;
  readonly dispatch: Dispatch;
  readonly faults: Faults;
  /** Aborts when the playground ends. */
  readonly closing: AbortSignal;
}

/** The Bot API's routes: `/bot<token>/<method>` and `/file/bot<token>/<path>`. */
export const botApiRoutes: FastifyPluginAsync<BotApiOptions> = async (server, options) => {
  const { world, dispatch, faults } = options;
  const hangUps = createHangUps(options.closing);
  await server.register(formbody, { bodyLimit: MAX_BODY });
  await server.register(multipart, {
    limits: { fileSize: MAX_UPLOAD, fieldSize: 1024 * 1024, files: 10 },
  });
  server.setErrorHandler((error, _request, reply) =>
    reply.raw.destroyed ? reply : sendReply(reply, failure(asRefusal(error))),
  );

  server.route({
    method: ['GET', 'POST'],
    url: '/bot:token/:method',
    bodyLimit: MAX_BODY,
    async handler(request, reply) {
      const { token, method } = methodParams.parse(request.params);
      checkToken(token, world.token);
      const query = await readQuery(request, method);
      return sendReply(reply, await dispatch(query, hangUps.signalOf(reply.raw)));
    },
  });

  server.get('/file/bot:token/*', async (request, reply) => {
    const { token, '*': path } = fileParams.parse(request.params);
    checkToken(token, world.token);
    const fault = faults.take({ method: 'file', chatId: undefined });
    try {
      if (fault !== undefined) await happenBefore(fault, faults, hangUps.signalOf(reply.raw));
    } catch (error) {
      if (isDrop(error)) return sendReply(reply, { kind: 'drop' });
      throw error;
    }
    const file = world.files.findByPath(path);
    if (file === undefined || file.linkUntil < world.clock.now()) throw notFound();
    const bytes = await world.files.read(file);
    if (fault?.kind === 'drop_after') return cutInTheMiddle(reply, bytes);
    return reply.type('application/octet-stream').send(bytes);
  });
};

/**
 * @throws ApiError 404 for what does not look like a token, 401 for another bot's
 */
function checkToken(given: string, token: string): void {
  if (given === token) return;
  if (!/^\d+:[\w-]{35}$/.test(given)) throw notFound();
  throw new ApiError(401, 'Unauthorized');
}

function sendReply(reply: FastifyReply, answer: Reply): FastifyReply {
  if (answer.kind === 'drop') {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  if (answer.retryAfter !== undefined) reply.header('retry-after', answer.retryAfter);
  return reply.status(answer.status).type('application/json').send(answer.body);
}

/** A download that breaks off: the announced length is never reached. */
function cutInTheMiddle(reply: FastifyReply, bytes: Buffer): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.destroy());
  return reply;
}

const httpErrorSchema = z.object({ statusCode: z.int(), message: z.string() });

/** The refusal that an error of the server itself becomes: too big, no JSON. */
function asRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const known = httpErrorSchema.safeParse(error);
  if (known.data?.statusCode === 413) return new ApiError(413, 'Request Entity Too Large');
  if (known.success && known.data.statusCode < 500) return badRequest(known.data.message);
  console.error('playground: a request failed:', error);
  return new ApiError(500, 'Internal Server Error');
}
