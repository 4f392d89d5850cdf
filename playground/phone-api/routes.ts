import multipart from '@fastify/multipart';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { isForeignPage } from '../loopback.ts';
import type { PhoneApiContext } from './context.ts';
import { controlRoutes } from './control-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { PhoneError } from './phone-error.ts';
import { phoneRoutes } from './phone-routes.ts';

/** The largest file that a person sends, in bytes: more than a bot may download. */
const MAX_FILE = 64 * 1024 * 1024;

/** The phone API's routes: what the page and the tests use, all below `/api`. */
export const phoneApiRoutes: FastifyPluginAsync<PhoneApiContext> = async (server, context) => {
  await server.register(multipart, { limits: { fileSize: MAX_FILE, files: 11 } });
  server.addHook('onRequest', async (request) => refuseForeignPages(request));
  server.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  server.setErrorHandler((error, _request, reply) => {
    if (reply.raw.destroyed) return reply;
    const { status, code, message } = asPhoneError(error);
    return reply.status(status).send({ error: { code, message } });
  });
  server.setNotFoundHandler(() => {
    throw new PhoneError(404, 'no_such_route', 'The phone API has nothing at this address.');
  });
  phoneRoutes(server, context);
  messageRoutes(server, context);
  fileRoutes(server, context);
  controlRoutes(server, context);
};

/** Another website, open in the same browser, must not press buttons here. */
function refuseForeignPages({ method, headers }: FastifyRequest): void {
  if (!isForeignPage(method, headers)) return;
  throw new PhoneError(403, 'foreign_origin', 'Only the playground’s own page may do this.');
}

const httpErrorSchema = z.object({ statusCode: z.int().min(400).max(499), message: z.string() });

function asPhoneError(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof PhoneError) return error;
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const place = issue?.path.join('.');
    const message = `${place ? `${place}: ` : ''}${issue?.message ?? 'wrong input'}`;
    return { status: 400, code: 'bad_request', message };
  }
  const known = httpErrorSchema.safeParse(error);
  if (known.data?.statusCode === 413) {
    return { status: 413, code: 'too_big', message: 'The file is too big.' };
  }
  if (known.success) {
    return { status: known.data.statusCode, code: 'bad_request', message: known.data.message };
  }
  console.error('playground: a request failed:', error);
  return { status: 500, code: 'internal', message: 'Something went wrong in the playground.' };
}
