import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { badRequest } from '../api-error.ts';
import { readParts } from '../multipart.ts';
import type { Upload } from '../state/files.ts';
import { type Query, textParameters } from './query.ts';

const fieldsSchema = z.record(z.string(), z.unknown());

/**
 * Reads a call from a request: parameters from the address, and from a JSON, form or multipart body.
 * @throws ApiError 400 if a JSON body is no JSON object
 */
export async function readQuery(request: FastifyRequest, method: string): Promise<Query> {
  const address = textParameters(request.query);
  if (request.isMultipart()) {
    const { parameters, files } = await readParts(request);
    return { method, parameters: { ...address, ...parameters }, files };
  }
  const body = fieldsSchema.safeParse(request.body ?? {});
  if (!body.success) throw badRequest('expected an Object in the body');
  return { method, parameters: { ...address, ...textParameters(body.data) }, files: NO_FILES };
}

const NO_FILES: ReadonlyMap<string, Upload> = new Map();
