import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from './desk.ts';
import { refuse } from './refuse.ts';

/** Files of a whole album, in bytes. */
const LARGEST_BODY = 700 * 1024 * 1024;

/** The phone API of the present play's playground, below `/api`. What people do passes through here, so that it can be noted. */
export const phoneProxy: FastifyPluginAsync<{ desk: Desk }> = async (server, { desk }) => {
  server.setErrorHandler(refuse);
  server.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: LARGEST_BODY } as const;
  server.addContentTypeParser('*', options, async (_request: FastifyRequest, body: Buffer) => body);

  server.all('/*', async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const asked = {
      method: request.method,
      path: new URL(request.url, desk.url()).pathname.replace(/^\/api/, ''),
      contentType: request.headers['content-type'] ?? '',
      body,
    };
    await desk.pass(asked, () => forward(desk.url(), request, reply, body));
    return reply;
  });
};

/** Passes a request on as it is, and the answer back as it comes; resolves with whether it was taken. */
function forward(
  url: string,
  { method, url: path, headers }: FastifyRequest,
  reply: FastifyReply,
  body: Buffer,
): Promise<boolean> {
  reply.hijack();
  return new Promise((resolve) => {
    const onward = httpRequest(new URL(path, url), { method, headers }, (answer) => {
      const status = answer.statusCode ?? 502;
      reply.raw.writeHead(status, answer.headers);
      resolve(status < 300);
      pipe(answer, reply);
    });
    onward.on('error', () => {
      reply.raw.destroy();
      resolve(false);
    });
    reply.raw.once('close', () => onward.destroy());
    onward.end(body);
  });
}

function pipe(answer: IncomingMessage, reply: FastifyReply): void {
  answer.on('error', () => reply.raw.destroy());
  answer.pipe(reply.raw);
}
