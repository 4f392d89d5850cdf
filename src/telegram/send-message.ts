import { InputFile } from 'grammy';
import type {
  FileMessage,
  Message,
  PhotosMessage,
  PictureMessage,
  TextWithButtons,
} from '../screens/message.ts';
import { LONGEST_CAPTION, LONGEST_MESSAGE } from '../text/html.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { keyboardBelow } from './keyboard.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import type { PhotoOptions, PictureSender } from './picture-sender.ts';

export interface MessageDependencies extends PhotoSenderDependencies {
  readonly pictureSender: PictureSender;
}

/** One message on its way to one chat. */
interface Sending {
  readonly dependencies: MessageDependencies;
  readonly chat: Chat;
  readonly signal: AbortSignal;
}

/** Sends a message as it is described, which is one of Telegram's, or one album. Throws what grammY throws, and what the database throws. */
export function sendMessage(
  dependencies: MessageDependencies,
  chat: Chat,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  const sending: Sending = { dependencies, chat, signal };
  switch (message.type) {
    case 'text':
      return sendText(sending, message);
    case 'picture':
      return sendPicture(sending, message);
    case 'photos':
      return sendAlbum(sending, message);
    case 'file':
      return sendFile(sending, message);
  }
}

/** A picture with a text above it, or the text alone. */
async function sendPicture(sending: Sending, { pictures, textFor }: PictureMessage): Promise<void> {
  const { dependencies, chat, signal } = sending;
  const sent = await dependencies.pictureSender.send(
    chat,
    pictures,
    (shows) => captionOf(textFor(shows, LONGEST_CAPTION)),
    signal,
  );
  const text = sent === 'sent' ? null : textFor(sent, LONGEST_MESSAGE);
  if (text !== null) await sendText(sending, text);
}

function captionOf(text: TextWithButtons | null): PhotoOptions {
  return text === null
    ? {}
    : {
        caption: text.text,
        parse_mode: 'HTML',
        show_caption_above_media: true,
        reply_markup: keyboardBelow(text.buttons),
      };
}

async function sendAlbum(sending: Sending, { photos, otherwise }: PhotosMessage): Promise<void> {
  const { dependencies, chat, signal } = sending;
  const sent = await sendPhotos(dependencies, chat, photos, signal);
  if (sent === 0) await sendText(sending, { text: otherwise, buttons: [] });
}

/** A picture that is sent as a document stays a file: Telegram is told not to look what is in it. */
async function sendFile(
  { dependencies: { api }, chat, signal }: Sending,
  { sentAs, name, bytes, caption }: FileMessage,
): Promise<void> {
  const file = new InputFile(bytes, name);
  const options = { caption, parse_mode: 'HTML' as const, ...inTopic(chat) };
  if (sentAs === 'photo') await api.sendPhoto(chat.id, file, options, callSignal(signal));
  else {
    const asFile = { ...options, disable_content_type_detection: true };
    await api.sendDocument(chat.id, file, asFile, callSignal(signal));
  }
}

async function sendText(
  { dependencies: { api }, chat, signal }: Sending,
  { text, buttons }: TextWithButtons,
): Promise<void> {
  await api.sendMessage(
    chat.id,
    text,
    {
      ...inTopic(chat),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(buttons.length > 0 && { reply_markup: keyboardBelow(buttons) }),
    },
    callSignal(signal),
  );
}
