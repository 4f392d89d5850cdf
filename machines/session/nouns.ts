import { z } from 'zod';

/** A file at Telegram that an admin sent, as a photo or as a document, and, where Telegram tells it, its size in bytes. */
export const photoFile = z.strictObject({
  fileId: z.string().min(1).max(512),
  kind: z.enum(['photo', 'document']),
  size: z.number().int().nonnegative().nullable(),
});

/** A photo that is in the photo store: key, SHA-256 in hex, size in bytes, width and height in pixels, and the id by which Telegram can show it without an upload, if it has one. */
export const storedPhoto = z.strictObject({
  key: z.string().min(1).max(256),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  fileId: z.string().min(1).max(512).nullable(),
});

export type PhotoFile = z.infer<typeof photoFile>;
export type StoredPhoto = z.infer<typeof storedPhoto>;
