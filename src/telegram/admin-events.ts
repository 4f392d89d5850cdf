import type { AdminEvent } from '../../machines/session/events.ts';
import { isCodeOrLink } from '../codes/code-or-link.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { countCharacters } from '../text/graphemes.ts';
import { sentPhoto } from './sent-photo.ts';
import type { TelegramMessage } from './update-schema.ts';

/** The event of anything that is not a command: a text, a photo, a file that may be one, or what no step takes. */
export function messageEvent(id: string, message: TelegramMessage): AdminEvent {
  if (message.text !== undefined) {
    const text = cleanText(message.text);
    const line = cleanLine(message.text);
    return {
      id,
      type: 'TEXT',
      text,
      textCharacters: countCharacters(text),
      line,
      lineCharacters: countCharacters(line),
      isCode: isCodeOrLink(message.text),
    };
  }
  const photo = sentPhoto(message);
  const album = message.media_group_id ?? null;
  if (photo === null) return { id, type: 'UNEXPECTED', album };
  return { id, type: 'PHOTO', photo, album, captioned: cleanText(message.caption ?? '') !== '' };
}
