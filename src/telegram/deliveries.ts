import { InputFile } from 'grammy';
import type { Delivery } from '../../machines/context.ts';
import { formatCode } from '../codes/verification-code.ts';
import { verificationLink } from '../codes/verification-link.ts';
import { drawQr } from '../images/draw-qr.ts';
import type { Translator } from '../locales/translator.ts';
import { photosOf } from '../services/photos.ts';
import type { ScreenRequest } from '../session/ports.ts';
import { outcomeOf } from './outcome.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';

export interface DeliveryDependencies extends PhotoSenderDependencies {
  readonly botUsername: string;
}

/** One message of a delivery; each is noted by its own key, so that what was sent is not sent again for the sake of the rest. */
interface Part {
  readonly key: string;
  send(): Promise<void>;
}

/**
 * Sends what a screen wants sent once and what was not sent yet, and notes it. What Telegram refuses
 * for good is logged and counts as sent: the screen behind it matters more. Returns whether anything
 * was sent; throws what grammY throws for the rest.
 */
export async function sendDeliveries(
  dependencies: DeliveryDependencies,
  request: ScreenRequest,
  translator: Translator,
  signal: AbortSignal,
): Promise<boolean> {
  const { adminId, snapshot, delivered, noteDelivered } = request;
  const parts = snapshot.context.deliveries
    .flatMap((delivery) => partsOf(dependencies, { chatId: adminId, delivery }, translator, signal))
    .filter(({ key }) => !delivered.includes(key));
  for (const { key, send } of parts) {
    try {
      await send();
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.type !== 'refused') throw error;
      const reason = outcome.description;
      dependencies.log.error(
        { code: 'delivery_refused', adminId, reason },
        'a delivery was refused',
      );
    }
    await noteDelivered(key);
  }
  return parts.length > 0;
}

function partsOf(
  dependencies: DeliveryDependencies,
  { chatId, delivery }: { chatId: number; delivery: Delivery },
  { t, plain }: Translator,
  signal: AbortSignal,
): Part[] {
  const { api, botUsername, database } = dependencies;
  const { key } = delivery;
  if (delivery.kind === 'photos') {
    const { cardId } = delivery;
    const send = async () => {
      const photos = await photosOf(database, cardId);
      const sent = await sendPhotos(dependencies, { chatId, cardId, photos }, signal);
      if (sent === photos.length) return;
      await api.sendMessage(chatId, plain('photos-later'), {}, signal as never);
    };
    return [{ key, send }];
  }
  const code = formatCode(delivery.code);
  const link = verificationLink(botUsername, delivery.code);
  let drawn: Promise<Buffer> | undefined;
  const picture = async (name: string) => {
    drawn ??= drawQr(link);
    return new InputFile(await drawn, name);
  };
  const sendPicture = async () => {
    const options = { caption: t('qr-caption', { code, link }), parse_mode: 'HTML' as const };
    await api.sendPhoto(chatId, await picture('qr.png'), options, signal as never);
  };
  const sendFile = async () => {
    const options = { caption: plain('qr-file-caption'), disable_content_type_detection: true };
    await api.sendDocument(chatId, await picture(`cardseal-${code}.png`), options, signal as never);
  };
  return [
    { key, send: sendPicture },
    { key: `${key}:file`, send: sendFile },
  ];
}
