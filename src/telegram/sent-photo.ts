import type { PhotoFile } from '../../machines/session/nouns.ts';
import type { TelegramMessage } from './update-schema.ts';

type Document = NonNullable<TelegramMessage['document']>;

/** Names and types that pictures have, among them some that only few programs give them. */
const PICTURE_NAME =
  /\.(?:jpe?g?|jfif?|pjp(?:eg)?|png|apng|webp|hei[cf]s?|hif|avif|gif|bmp|tiff?|dng|raw)$/i;
const PICTURE_TYPE = /^(?:image|img)\/|jpe?g|jpg|png|webp|picture|photo/i;

/** Names and types of what is clearly something else. */
const OTHER_NAME =
  /\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|md|csv|tsv|html?|json|xml|js|zip|rar|7z|gz|tar|exe|msi|apk|dmg|iso|mp[34]|m4[av]|mov|avi|mkv|webm|3gp|og[agv]|opus|wav|flac|aac|tgs|ttf|otf|epub|fb2|vcf|ics|eml|psd|ai|svgz?)$/i;
const OTHER_TYPE =
  /^(?:video|audio|text|font|model|message|multipart)\/|^application\/(?:pdf|zip|gzip|json|xml|rtf|msword|epub|java|javascript|vnd\.|x-(?:zip|rar|7z|tar|gzip|bzip|ms|apple|dosexec|executable|tgsticker|bad-tgsticker|sh|iso))/i;

/**
 * The photo that a message brings, of a photo the largest size (a live photo brings one as well); of a
 * file, whatever may be a picture: its name and type are what somebody's program claimed, and the bytes
 * are judged when it is fetched. Null for what is clearly something else, also an animation and a video
 * (which come with a file beside them), and a sticker.
 *
 * Source: Bot API, Message (`photo`, `live_photo`, `document`, `animation`, `sticker`).
 */
export function sentPhoto({ photo, document }: TelegramMessage): PhotoFile | null {
  const largest = photo?.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1);
  if (largest !== undefined) {
    return { fileId: largest.file_id, kind: 'photo', size: largest.file_size ?? null };
  }
  if (document === undefined || !mayBePicture(document)) return null;
  return { fileId: document.file_id, kind: 'document', size: document.file_size ?? null };
}

/** Either label is enough to be looked at; without one that says so, either is enough to be told from a picture. */
function mayBePicture({ mime_type: type = '', file_name: name = '' }: Document): boolean {
  if (PICTURE_TYPE.test(type)) return true;
  if (/^(?:video|audio)\//i.test(type)) return false;
  return PICTURE_NAME.test(name) || !(OTHER_TYPE.test(type) || OTHER_NAME.test(name));
}
