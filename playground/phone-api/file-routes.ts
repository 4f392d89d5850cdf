import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readParts } from '../multipart.ts';
import type { StoredFile } from '../state/files.ts';
import type { World } from '../state/world.ts';
import type { PhoneApiContext } from './context.ts';
import { PhoneError } from './phone-error.ts';
import { fileParamsSchema, fileQuerySchema, sampleParamsSchema, scanSchema } from './schemas.ts';

/** The routes about pictures and files. */
export function fileRoutes(server: FastifyInstance, context: PhoneApiContext): void {
  const { world, samples, scanner } = context;

  server.get('/files/:file_id', async (request, reply) => {
    const { file_id } = fileParamsSchema.parse(request.params);
    const { size } = fileQuerySchema.parse(request.query);
    const file = fileOf(world, file_id);
    const shown = size === 'thumb' ? smallest(world, file) : file;
    return reply
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', disposition(shown))
      .type(shown.mime)
      .send(await world.files.read(shown));
  });

  server.get('/samples/:sample', async (request, reply) => {
    const upload = await samples.read(sampleParamsSchema.parse(request.params).sample);
    if (upload === undefined) {
      throw new PhoneError(404, 'no_such_sample', 'There is no such sample photo.');
    }
    return reply.type(upload.mime).send(upload.bytes);
  });

  server.post('/scan', async (request) => {
    const picture = await scannedPicture(world, request);
    return { text: await scanner.scan(picture) };
  });
}

async function scannedPicture(world: World, request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) {
    return await world.files.read(fileOf(world, scanSchema.parse(request.body).file_id));
  }
  const [upload] = (await readParts(request)).files.values();
  if (upload === undefined) throw new PhoneError(400, 'no_file', 'There is no file to scan.');
  return upload.bytes;
}

function fileOf(world: World, fileId: string): StoredFile {
  const file = world.files.find(fileId);
  if (file === undefined) throw new PhoneError(404, 'no_such_file', 'There is no such file.');
  return file;
}

/** The small picture of a photo or document; the file itself if it has none. */
function smallest(world: World, file: StoredFile): StoredFile {
  const photo = world.files.photoOf(file);
  const small = photo === undefined ? world.files.documentOf(file)?.thumbnail : photo[1];
  return (small && world.files.find(small.file_id)) ?? file;
}

/** Documents are downloads: what someone sent must not run as a page of the playground. */
function disposition({ kind, name }: StoredFile): string {
  if (kind !== 'document') return 'inline';
  return `attachment; filename*=UTF-8''${encodeURIComponent(name ?? 'file')}`;
}
