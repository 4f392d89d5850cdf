import { randomBytes } from 'node:crypto';
import type { Message } from '@grammyjs/types';
import type { MessageContent } from '../state/chats.ts';
import type { Upload } from '../state/files.ts';
import { sendFromPerson } from '../state/incoming.ts';
import type { Person } from '../state/people.ts';
import { PictureError } from '../state/pictures.ts';
import type { World } from '../state/world.ts';
import { plainText } from '../text/formatted-text.ts';
import { PhoneError } from './phone-error.ts';

/** The longest text of one message, and the longest caption, in UTF-16 units. */
const MAX_TEXT = 4_096;
const MAX_CAPTION = 1_024;
const MAX_FILES = 10;

/**
 * Sends what a person typed. A long text becomes several messages, as the apps do it.
 * @throws PhoneError if there is nothing to see in it
 */
export function sendText(world: World, person: Person, text: string): Message[] {
  const contents = split(text).flatMap((part): MessageContent[] => {
    const { text: cleaned, entities } = plainText(part);
    if (cleaned === '') return [];
    return [{ text: cleaned, ...(entities.length > 0 && { entities }) }];
  });
  if (contents.length === 0) throw new PhoneError(400, 'empty_text', 'The message is empty.');
  return contents.map((content) => sendFromPerson(world, person, content));
}

/** How files are sent. */
export interface FileOptions {
  readonly as: 'photo' | 'document';
  readonly caption: string;
}

/**
 * Sends files, several ones as an album. The caption stands at the first.
 * @throws PhoneError if a photo is no picture, or the number of files or the caption is too large
 */
export async function sendFiles(
  world: World,
  person: Person,
  uploads: readonly Upload[],
  { as, caption }: FileOptions,
): Promise<Message[]> {
  if (uploads.length === 0) throw new PhoneError(400, 'no_file', 'There is no file to send.');
  if (uploads.length > MAX_FILES) {
    throw new PhoneError(400, 'too_many_files', `An album has at most ${MAX_FILES} files.`);
  }
  const { text, entities } = plainText(caption);
  if (text.length > MAX_CAPTION) {
    throw new PhoneError(
      400,
      'caption_too_long',
      `A caption has at most ${MAX_CAPTION} characters.`,
    );
  }
  const album =
    uploads.length > 1 ? { media_group_id: randomBytes(6).readUIntBE(0, 6).toString() } : {};
  const media = await Promise.all(uploads.map((upload) => keep(world, upload, as)));
  return media.map((content, index) =>
    sendFromPerson(world, person, {
      ...album,
      ...content,
      ...(index === 0 && text !== '' && { caption: text }),
      ...(index === 0 && entities.length > 0 && { caption_entities: entities }),
    }),
  );
}

async function keep(
  world: World,
  upload: Upload,
  as: 'photo' | 'document',
): Promise<MessageContent> {
  if (as === 'document') return { document: await world.files.addDocument(upload) };
  try {
    return { photo: await world.files.addPhoto(upload.bytes, 'app') };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    throw new PhoneError(400, 'not_a_picture', 'This is no picture. Send it as a file.');
  }
}

/** Splits at the last space or new line that fits, else in the middle of a word. */
function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const fitting = rest.slice(0, MAX_TEXT);
    const space = Math.max(fitting.lastIndexOf('\n'), fitting.lastIndexOf(' '));
    const end = space > 0 ? space : wholeCharacters(fitting);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

function wholeCharacters(text: string): number {
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}
