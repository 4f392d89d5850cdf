import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { Document, PhotoSize } from '@grammyjs/types';
import * as z from 'zod';
import type { Journal } from '../store/journal.ts';
import { createPhotoSizes, createThumbnail, type Picture } from './pictures.ts';

const fileSchema = z.object({
  /** `file_unique_id`, and the name on the disk. */
  id: z.string(),
  file_id: z.string(),
  kind: z.enum(['photo', 'document', 'thumbnail']),
  /** The `file_path` of getFile. */
  path: z.string(),
  size: z.number(),
  mime: z.string(),
  name: z.string().optional(),
  /** The photo or document that this file belongs to. */
  media: z.string(),
  /** Until when getFile's link is valid, in milliseconds since 1970. */
  linkUntil: z.number(),
});

/** A file that Telegram holds. */
export type StoredFile = z.infer<typeof fileSchema>;

/** What a file has to say about itself when it comes in. */
export interface Upload {
  readonly bytes: Buffer;
  readonly name: string;
  readonly mime: string;
}

/** Photos and documents, and the files they consist of. */
export interface Files {
  /**
   * Keeps a photo in its sizes, smallest first. The same bytes give the same photo.
   * @throws PictureError if it cannot be sent as a photo
   */
  addPhoto(bytes: Buffer, limits: 'telegram' | 'app'): Promise<PhotoSize[]>;
  /** Keeps a document as it is, with a thumbnail if it is a picture. */
  addDocument(upload: Upload): Promise<Document>;
  find(fileId: string): StoredFile | undefined;
  findByPath(path: string): StoredFile | undefined;
  /** All sizes of the photo that a size belongs to. */
  photoOf(file: StoredFile): PhotoSize[] | undefined;
  /** The document that a file is the content of. */
  documentOf(file: StoredFile): Document | undefined;
  /** Where the file lies on this machine's disk, absolute. */
  locate(file: StoredFile): string;
  /** The file's bytes. */
  read(file: StoredFile): Promise<Buffer>;
  /** Makes the file's link valid until a time in milliseconds since 1970. */
  grantLink(file: StoredFile, until: number): void;
}

const photoSchema = z.custom<PhotoSize[]>((value) => Array.isArray(value));
const documentSchema = z.custom<Document>((value) => typeof value === 'object' && value !== null);

/** What the different files' ids begin with at Telegram; it lets people tell them apart. */
const PREFIXES = { photo: 'AgAC', document: 'BQAC', thumbnail: 'AAMC' };

/** Reads the files from the journal; their bytes lie in `directory`. */
export async function loadFiles(journal: Journal, directory: string): Promise<Files> {
  await mkdir(directory, { recursive: true });
  const files = journal.collection('file', fileSchema);
  const photos = journal.collection('photo', photoSchema);
  const documents = journal.collection('document', documentSchema);
  const byFileId = new Map<string, StoredFile>();
  const byPath = new Map<string, StoredFile>();
  const photoById = new Map(photos.entries);
  const documentById = new Map(documents.entries);
  const inWork = new Map<string, Promise<PhotoSize[]>>();

  function remember(file: StoredFile): void {
    byFileId.set(file.file_id, file);
    byPath.set(file.path, file);
  }
  for (const [, file] of files.entries) remember(file);

  async function keep(
    kind: StoredFile['kind'],
    media: string,
    { bytes, name, mime }: Upload,
  ): Promise<StoredFile> {
    const id = `AQAD${randomBytes(12).toString('base64url')}`;
    const extension = kind === 'document' ? extname(name).toLowerCase() : '.jpg';
    const file: StoredFile = {
      id,
      file_id: PREFIXES[kind] + randomBytes(39).toString('base64url'),
      kind,
      path: `${kind}s/file_${randomBytes(12).toString('hex')}${extension}`,
      size: bytes.length,
      mime,
      ...(name !== '' && { name }),
      media,
      linkUntil: 0,
    };
    remember(file);
    await writeFile(join(directory, id), bytes);
    files.put(id, file);
    return file;
  }

  async function keepPicture(
    kind: 'photo' | 'thumbnail',
    media: string,
    { bytes, width, height }: Picture,
  ): Promise<PhotoSize> {
    const file = await keep(kind, media, { bytes, name: '', mime: 'image/jpeg' });
    const { file_id, id } = file;
    return { file_id, file_unique_id: id, width, height, file_size: bytes.length };
  }

  async function createPhoto(media: string, bytes: Buffer, limits: 'telegram' | 'app') {
    const pictures = await createPhotoSizes(bytes, limits);
    const sizes = await Promise.all(pictures.map((size) => keepPicture('photo', media, size)));
    photoById.set(media, sizes);
    photos.put(media, sizes);
    return sizes;
  }

  return {
    async addPhoto(bytes, limits) {
      const media = createHash('sha256').update(limits).update(bytes).digest('base64url');
      const known = photoById.get(media) ?? inWork.get(media);
      if (known !== undefined) return known;
      const work = createPhoto(media, bytes, limits).finally(() => inWork.delete(media));
      inWork.set(media, work);
      return work;
    },
    async addDocument(upload) {
      const media = randomBytes(12).toString('base64url');
      const picture = await createThumbnail(upload.bytes);
      const thumbnail = picture && (await keepPicture('thumbnail', media, picture));
      const file = await keep('document', media, upload);
      const document: Document = {
        ...(upload.name !== '' && { file_name: upload.name }),
        mime_type: upload.mime,
        ...(thumbnail !== undefined && { thumbnail }),
        file_id: file.file_id,
        file_unique_id: file.id,
        file_size: file.size,
      };
      documentById.set(media, document);
      documents.put(media, document);
      return document;
    },
    find: (fileId) => byFileId.get(fileId),
    findByPath: (path) => byPath.get(path),
    photoOf: ({ media }) => photoById.get(media),
    documentOf: ({ kind, media }) => (kind === 'document' ? documentById.get(media) : undefined),
    locate: ({ id }) => resolve(directory, id),
    read: ({ id }) => readFile(join(directory, id)),
    grantLink(file, until) {
      file.linkUntil = until;
      files.put(file.id, file);
    },
  };
}
