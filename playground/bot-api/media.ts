import type { Document, PhotoSize } from '@grammyjs/types';
import { badRequest } from '../api-error.ts';
import type { StoredFile, Upload } from '../state/files.ts';
import { PictureError } from '../state/pictures.ts';
import type { World } from '../state/world.ts';
import type { Query } from './query.ts';

/** The content of a message with a photo or a document. */
export type Media = { photo: PhotoSize[] } | { document: Document };

/** Telegram's limit for a photo that is uploaded, in bytes. */
const MAX_PHOTO = 10 * 1024 * 1024;

/**
 * The photo or document that a parameter names: an uploaded file, or the file id of an earlier one.
 * @param value the parameter: empty for a file in the field of its name, `attach://<field>`, or a file id
 * @throws ApiError 400 in Telegram's words if it is missing, unknown, of the other kind or no picture
 */
export async function resolveMedia(
  world: World,
  query: Query,
  wanted: { type: 'photo' | 'document'; value: string; field?: string },
): Promise<Media> {
  const { type, value, field } = wanted;
  const upload = uploadOf(query, value, field);
  if (upload !== undefined) return await keep(world, type, upload);
  if (value === '' || value.startsWith('attach://')) {
    throw badRequest(field === undefined ? MEDIA_MISSING : `There is no ${type} in the request`);
  }
  const file = storedFile(world, value);
  const found = type === 'photo' ? world.files.photoOf(file) : world.files.documentOf(file);
  if (found === undefined) {
    throw badRequest(`Can't use file of type ${capital(file.kind)} as ${capital(type)}`);
  }
  return Array.isArray(found) ? { photo: found } : { document: found };
}

const MEDIA_MISSING = "Can't parse InputMedia: media not found";

/**
 * The file of a file id.
 * @throws ApiError 400 for anything but a file id of this bot; the playground fetches no URLs
 */
function storedFile(world: World, fileId: string): StoredFile {
  const file = world.files.find(fileId);
  if (file !== undefined) return file;
  if (/^https?:/i.test(fileId)) throw badRequest('Failed to get HTTP URL content');
  if (!/^[\w-]+$/.test(fileId)) {
    throw badRequest('Wrong remote file identifier specified: Wrong character in the string');
  }
  throw badRequest('Wrong file identifier/HTTP URL specified');
}

function uploadOf(query: Query, value: string, field: string | undefined): Upload | undefined {
  const inField = field === undefined ? undefined : query.files.get(field);
  if (inField !== undefined) return inField;
  return value.startsWith('attach://') ? query.files.get(value.slice(9)) : undefined;
}

async function keep(world: World, type: 'photo' | 'document', upload: Upload): Promise<Media> {
  const size = upload.bytes.length;
  if (size === 0) throw badRequest('File must be non-empty');
  if (type === 'document') return { document: await world.files.addDocument(upload) };
  if (size > MAX_PHOTO) {
    throw badRequest(
      `File of size ${size} bytes is too big for a photo; the maximum size is ${MAX_PHOTO} bytes`,
    );
  }
  try {
    return { photo: await world.files.addPhoto(upload.bytes, 'telegram') };
  } catch (error) {
    if (error instanceof PictureError) throw badRequest(error.code);
    throw error;
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
