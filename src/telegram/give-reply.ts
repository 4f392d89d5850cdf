import type { Translator } from '../locales/translator.ts';
import type {
  Message,
  PhotosMessage,
  PictureMessage,
  TextWithButtons,
} from '../replies/message.ts';
import type { Replies } from '../replies/replies.ts';
import type { AddressedReply } from '../replies/reply.ts';
import { LONGEST_CAPTION, LONGEST_MESSAGE } from '../text/html.ts';
import type { UpdateId } from '../updates/take-update.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, chatOf, inTopic } from './chat.ts';
import { keyboardBelow } from './keyboard.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import type { PictureSender } from './picture-sender.ts';

export interface ReplyDependencies extends PhotoSenderDependencies {
  readonly replies: Replies;
  readonly pictureSender: PictureSender;
  readonly translatorFor: (languageCode: string | null) => Translator;
}

/** A reply on its way: to which update it is, and what was found for it; null: not at hand, its kind looks it up. */
export interface Given {
  readonly id: UpdateId;
  readonly found: unknown;
}

/** One message on its way to one chat. */
interface Sending {
  readonly dependencies: ReplyDependencies;
  readonly chat: Chat;
  readonly signal: AbortSignal;
}

/**
 * Gives a reply, which is one message each, or one album, or nothing where there is nothing to say any
 * more. Throws what grammY throws, and what the database throws.
 */
export async function giveReply(
  dependencies: ReplyDependencies,
  addressed: AddressedReply,
  { id, found }: Given,
  signal: AbortSignal,
): Promise<void> {
  const { personId, languageCode, reply } = addressed;
  const to = { id, personId, translator: dependencies.translatorFor(languageCode) };
  const message = await dependencies.replies.kindOf(reply).message(reply, to, found);
  if (message !== null) await send({ dependencies, chat: chatOf(addressed), signal }, message);
}

function send(sending: Sending, message: Message): Promise<void> {
  switch (message.type) {
    case 'text':
      return sendText(sending, message);
    case 'picture':
      return sendPicture(sending, message);
    case 'photos':
      return sendAlbum(sending, message);
  }
}

/** A picture with a text above it, or the text alone. */
async function sendPicture(
  sending: Sending,
  { cardId, picture, textFor }: PictureMessage,
): Promise<void> {
  const { dependencies, chat, signal } = sending;
  const sent = await dependencies.pictureSender.send(
    { chat, cardId, picture },
    (shows) => {
      const { text, buttons } = textFor(shows, LONGEST_CAPTION);
      return {
        caption: text,
        parse_mode: 'HTML',
        show_caption_above_media: true,
        reply_markup: keyboardBelow(buttons),
      };
    },
    signal,
  );
  if (sent !== 'sent') await sendText(sending, textFor(sent, LONGEST_MESSAGE));
}

async function sendAlbum(
  sending: Sending,
  { cardId, photos, otherwise }: PhotosMessage,
): Promise<void> {
  const { dependencies, chat, signal } = sending;
  const sent = await sendPhotos(dependencies, { chat, cardId, photos }, signal);
  if (sent.length === 0) await sendText(sending, { text: otherwise, buttons: [] });
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
