import { type Api, InputFile } from 'grammy';
import type { Delivery } from '../../machines/context.ts';
import { cardNameOf } from '../cards/card-name.ts';
import { formatCode } from '../codes/verification-code.ts';
import { verificationLink } from '../codes/verification-link.ts';
import type { Database } from '../database/database.ts';
import { drawLabel } from '../images/draw-label.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import { knownPicture } from '../photos/picture-rows.ts';
import type { ScreenRequest } from '../session/ports.ts';
import { fitHtml, LONGEST_CAPTION, parsedLength } from '../text/html.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { outcomeOf } from './outcome.ts';
import type { PictureSender } from './picture-sender.ts';

export interface DeliveryDependencies {
  readonly api: Api;
  readonly database: Database;
  readonly log: Logger;
  readonly pictureSender: PictureSender;
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
  const { adminId, topic, snapshot, delivered, noteDelivered } = request;
  const chat = { id: adminId, topic };
  const parts = snapshot.context.deliveries
    .flatMap((delivery) => partsOf(dependencies, { chat, delivery }, translator, signal))
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
  { chat, delivery }: { chat: Chat; delivery: Delivery },
  { t, plain }: Translator,
  signal: AbortSignal,
): Part[] {
  const { api, database, pictureSender } = dependencies;
  const { key } = delivery;
  if (delivery.kind === 'photos') {
    const { cardId } = delivery;
    const send = async () => {
      const picture = await knownPicture(database, cardId);
      const sent = await pictureSender.send({ chat, cardId, picture }, () => ({}), signal);
      if (sent !== 'photos_away') return;
      await api.sendMessage(chat.id, plain('photos-later'), inTopic(chat), callSignal(signal));
    };
    return [{ key, send }];
  }
  return labelParts(dependencies, { chat, key, code: delivery.code }, { t, plain }, signal);
}

/** The label of a card, to look at and to print; one whose card is gone by now is not sent. */
function labelParts(
  { api, botUsername, database }: DeliveryDependencies,
  { chat, key, code }: { chat: Chat; key: string; code: string },
  { t, plain }: Pick<Translator, 't' | 'plain'>,
  signal: AbortSignal,
): Part[] {
  const label = { code: formatCode(code), link: verificationLink(botUsername, code) };
  const captioned = (caption: string) => ({
    caption,
    parse_mode: 'HTML' as const,
    ...inTopic(chat),
  });
  const sendPicture = async () => {
    const name = await cardNameOf(database, code);
    if (name === null) {
      await api.sendMessage(chat.id, plain('qr-gone'), inTopic(chat), callSignal(signal));
      return;
    }
    const picture = new InputFile(await drawLabel(label, 'screen'), 'qr.png');
    const rest = t('qr-caption', label);
    const title = fitHtml(t('qr-title', { name }), LONGEST_CAPTION - parsedLength(rest) - 1);
    await api.sendPhoto(chat.id, picture, captioned(`${title}\n${rest}`), callSignal(signal));
  };
  const sendFile = async () => {
    const name = await cardNameOf(database, code);
    if (name === null) return;
    const file = new InputFile(await drawLabel(label, 'print'), `cardseal-${label.code}.png`);
    const options = {
      ...captioned(fitHtml(t('qr-file-caption', { name }), LONGEST_CAPTION)),
      disable_content_type_detection: true,
    };
    await api.sendDocument(chat.id, file, options, callSignal(signal));
  };
  return [
    { key, send: sendPicture },
    { key: `${key}:file`, send: sendFile },
  ];
}
