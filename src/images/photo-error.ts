import { AppError } from '../errors.ts';

/**
 * - `image_format`: not a JPEG, PNG or WebP.
 * - `image_heif`: a HEIC, HEIF or AVIF, which Telegram makes a JPEG of when it is sent as a photo.
 * - `image_broken`: it says it is one, and cannot be decoded to its end.
 * - `image_too_large`: too many bytes or pixels, or too much work.
 * - `image_too_small`: a side is shorter than anything can be recognised on.
 * - `image_ratio`: longer than Telegram shows a photo.
 */
export type PhotoErrorCode =
  | 'image_format'
  | 'image_heif'
  | 'image_broken'
  | 'image_too_large'
  | 'image_too_small'
  | 'image_ratio';

/** Why a picture cannot become a card's photo. Only another picture helps: it is never retryable. */
export class PhotoError extends AppError {
  declare readonly code: PhotoErrorCode;

  constructor(code: PhotoErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(code, message, options);
  }
}
