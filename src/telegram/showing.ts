import { type Api, InputFile } from 'grammy';
import type { Delivery } from '../../machines/context.ts';
import type { OperationName } from '../../machines/operations.ts';
import { formatCode } from '../codes/verification-code.ts';
import { verificationLink } from '../codes/verification-link.ts';
import { drawQr } from '../images/draw-qr.ts';
import type { Translator } from '../locales/translator.ts';
import { markBlocked } from '../services/person.ts';
import { photosOf } from '../services/photos.ts';
import type { ScreenRequest, Showing, Shown } from '../session/ports.ts';
import { keyboardOf } from './keyboard.ts';
import { isRefused, outcomeOf } from './outcome.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import { isSilent, renderScreen } from './screens/render-screen.ts';

export interface ShowingDependencies extends PhotoSenderDependencies {
  readonly botUsername: string;
  readonly translatorFor: (languageCode: string | null) => Translator;
}

/** Shows screens in Telegram: a press edits its message, anything else sends a new one and takes the old one's buttons away. */
export function createShowing(dependencies: ShowingDependencies): Showing {
  return {
    async show(request, signal) {
      try {
        return await present(dependencies, request, signal);
      } catch (error) {
        signal.throwIfAborted();
        return shownDespite(dependencies, request, error);
      }
    },
    busy: (adminId, child) => showBusy(dependencies.api, adminId, child),
  };
}

async function shownDespite(
  { database, log }: ShowingDependencies,
  { adminId, revision }: ScreenRequest,
  error: unknown,
): Promise<Shown> {
  const outcome = outcomeOf(error);
  if (outcome.type === 'due') {
    log.warn({ adminId, revision, seconds: outcome.seconds }, 'screen must wait');
    return { type: 'due', at: new Date(Date.now() + outcome.seconds * 1000) };
  }
  if (outcome.type === 'gone') {
    await markBlocked(database, adminId);
    return { type: 'gone' };
  }
  log.error({ adminId, revision, reason: outcome.description }, 'Telegram refused a screen');
  return { type: 'shown', message: null };
}

async function present(
  dependencies: ShowingDependencies,
  request: ScreenRequest,
  signal: AbortSignal,
): Promise<Shown> {
  const { translatorFor, botUsername } = dependencies;
  const translator = translatorFor(request.language);
  const due = request.snapshot.context.deliveries.filter(
    ({ key }) => !request.delivered.includes(key),
  );
  for (const delivery of due) {
    await deliver(dependencies, request.adminId, delivery, translator, signal);
    await request.noteDelivered(delivery.key);
  }
  if (isSilent(request.snapshot)) return { type: 'shown', message: null };

  const screen = renderScreen(request.snapshot, translator, botUsername);
  const showOn = due.length > 0 ? null : request.showOn;
  const options = {
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    reply_markup: keyboardOf(screen, request.revision),
  };
  const edited =
    showOn !== null &&
    (await editScreen(dependencies.api, request.adminId, showOn, screen.text, options, signal));
  const message = edited
    ? showOn
    : (await dependencies.api.sendMessage(request.adminId, screen.text, options, signal as never))
        .message_id;
  await removeOldButtons(dependencies, request, message);
  return { type: 'shown', message };
}

/** Returns false when the message cannot be edited any more, so that the screen is to be sent anew. */
async function editScreen(
  api: Api,
  chatId: number,
  message: number,
  text: string,
  options: Parameters<Api['editMessageText']>[3],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await api.editMessageText(chatId, message, text, options, signal as never);
    return true;
  } catch (error) {
    if (isRefused(error, /message is not modified/)) return true;
    if (
      isRefused(
        error,
        /message to edit not found|can't be edited|no text in the message|MESSAGE_ID_INVALID/i,
      )
    ) {
      return false;
    }
    throw error;
  }
}

/** The screen is shown whether or not this succeeds: a press of a button that stayed is answered with a notice. */
async function removeOldButtons(
  { api, log }: ShowingDependencies,
  { adminId, screenMessage }: ScreenRequest,
  shown: number,
): Promise<void> {
  if (screenMessage === null || screenMessage === shown) return;
  try {
    await api.editMessageReplyMarkup(adminId, screenMessage, {
      reply_markup: { inline_keyboard: [] },
    });
  } catch (error) {
    log.debug({ adminId, err: error }, 'old buttons stayed');
  }
}

async function deliver(
  dependencies: ShowingDependencies,
  chatId: number,
  delivery: Delivery,
  { t, plain }: Translator,
  signal: AbortSignal,
): Promise<void> {
  const { api, botUsername, database } = dependencies;
  if (delivery.kind === 'photos') {
    const photos = await photosOf(database, delivery.cardId);
    const sent = await sendPhotos(
      dependencies,
      { chatId, cardId: delivery.cardId, photos },
      signal,
    );
    if (!sent) await api.sendMessage(chatId, plain('verdict-photos-later'), {}, signal as never);
    return;
  }
  const code = formatCode(delivery.code);
  const link = verificationLink(botUsername, delivery.code);
  const picture = await drawQr(link);
  const caption = t('qr-caption', { code, link });
  await api.sendPhoto(
    chatId,
    new InputFile(picture, 'qr.png'),
    { caption, parse_mode: 'HTML' },
    signal as never,
  );
  await api.sendDocument(
    chatId,
    new InputFile(picture, `cardseal-${code}.png`),
    { caption: plain('qr-file-caption'), disable_content_type_detection: true },
    signal as never,
  );
}

/** How Telegram names what the bot is doing; it shows it for five seconds. Source: Bot API, sendChatAction. */
const REPEAT_MS = 4_500;

/** Reading is over before anybody could see a sign of it; the sign appears only when it is slow. */
const READING_DELAY_MS = 700;

const STORING: ReadonlySet<OperationName> = new Set([
  'storeOriginal',
  'storePackaged',
  'registerCard',
]);

function showBusy(api: Api, adminId: number, child: OperationName): () => void {
  const storing = STORING.has(child);
  const send = () => {
    api.sendChatAction(adminId, storing ? 'upload_photo' : 'typing').catch(() => {});
  };
  let timer = setTimeout(
    () => {
      send();
      timer = setInterval(send, REPEAT_MS);
    },
    storing ? 0 : READING_DELAY_MS,
  );
  return () => clearTimeout(timer);
}
