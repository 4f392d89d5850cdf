import type { FastifyRequest } from 'fastify';
import type { Upload } from './state/files.ts';

/**
 * Reads a multipart body into memory. Its size is limited by the server. Further files of a field
 * are named `field[1]`, `field[2]` and so on.
 */
export async function readParts(
  request: FastifyRequest,
): Promise<{ parameters: Record<string, string>; files: Map<string, Upload> }> {
  const parameters: Record<string, string> = {};
  const files = new Map<string, Upload>();
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      parameters[part.fieldname] = String(part.value);
    } else {
      const bytes = await part.toBuffer();
      const name = files.has(part.fieldname) ? `${part.fieldname}[${files.size}]` : part.fieldname;
      files.set(name, { bytes, name: part.filename, mime: part.mimetype });
    }
  }
  return { parameters, files };
}
