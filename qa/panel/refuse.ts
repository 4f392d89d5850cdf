import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../src/errors.ts';

/** Answers a request that failed with a code and a sentence, in the form of the phone API. An `AppError` says both itself. */
export function refuse(
  error: unknown,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (reply.raw.destroyed || reply.sent) return reply;
  const { status, code, message } = refusalOf(error);
  return reply.status(status).send({ error: { code, message } });
}

function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof AppError) {
    const { code, message } = error;
    return { status: code === 'between_plays' ? 503 : 409, code, message };
  }
  if (error instanceof z.ZodError) {
    return { status: 400, code: 'bad_request', message: error.issues[0]?.message ?? 'wrong input' };
  }
  console.error('qa: a request failed:', error);
  return { status: 500, code: 'internal', message: 'Something went wrong in the QA tool itself.' };
}
