import type { PictureShows } from '../database/entities/card.ts';
import type { Showable } from '../photos/showables.ts';

/** A button below a message: a press of it brings its data back to the bot (at most 64 bytes), or it opens a link. */
export type MessageButton =
  | { readonly label: string; readonly data: string }
  | { readonly label: string; readonly url: string };

/** A text in Telegram's HTML, and rows of buttons below it. */
export interface TextWithButtons {
  readonly text: string;
  readonly buttons: readonly (readonly MessageButton[])[];
}

/** What is to be seen beside a text: a picture and what it shows, or nothing, of photos that there are or are not. */
export type Seen = PictureShows | 'no_photos' | 'photos_away';

/** A message of the bot, described: what sends it decides how. */
export type Message =
  | ({ readonly type: 'text' } & TextWithButtons)
  | PictureMessage
  | PhotosMessage
  | FileMessage;

/** A picture, and a text above it. */
export interface PictureMessage {
  readonly type: 'picture';
  /** What can be shown, the best first: the next one takes the place of what cannot be had. Read once. */
  readonly pictures: AsyncIterable<Showable>;
  /**
   * Makes the text for what is to be seen, within so many units; null: none. Where there is no picture, or
   * it cannot be shown now, the text is sent alone.
   */
  textFor(seen: Seen, limit: number): TextWithButtons | null;
}

/** Photos in full size, as one album, without a text. */
export interface PhotosMessage {
  readonly type: 'photos';
  readonly photos: readonly Showable[];
  /** What is said when none of them can be shown. */
  readonly otherwise: string;
}

/** A picture that was made for this message, with a caption in Telegram's HTML: to be looked at, or as a file to be printed. */
export interface FileMessage {
  readonly type: 'file';
  readonly sentAs: 'photo' | 'document';
  readonly name: string;
  readonly bytes: Buffer;
  readonly caption: string;
}

/** A message that is a text without buttons. */
export function textMessage(text: string): Message {
  return { type: 'text', text, buttons: [] };
}
