import type { InlineKeyboardMarkup } from 'grammy/types';
import { verificationLink } from '../codes/verification-link.ts';
import { countLaterCheck } from '../features/verification/later-check.ts';
import { lookUp, lookUpCard, type Verdict } from '../features/verification/verdict.ts';
import type { Translator } from '../locales/translator.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { photosOf } from '../photos/photos.ts';
import type { UpdateId } from '../updates/take-update.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import type { PictureSender } from './picture-sender.ts';
import { type AddressedReply, chatOf, type Reply } from './reply.ts';
import { type Shop, shopButtons } from './shop.ts';
import { verdictName } from './update-metrics.ts';
import {
  LONGEST_CAPTION,
  LONGEST_MESSAGE,
  type Seen,
  type VerdictInput,
  verdictMessage,
  wholeDescription,
} from './verdict-message.ts';

export interface ReplyDependencies extends PhotoSenderDependencies {
  readonly botUsername: string;
  readonly shop: Shop;
  readonly pictureSender: PictureSender;
  readonly metrics: Pick<Metrics, 'verifications'>;
  readonly translatorFor: (languageCode: string | null) => Translator;
}

/** A reply on its way: to which update it is, and what was found for it; null: not at hand, it is looked up. */
export interface Given {
  readonly id: UpdateId;
  readonly verdict: Verdict | null;
}

type VerdictReply = Extract<Reply, { kind: 'verdict' }>;

/** One reply to one person. */
interface Answer {
  readonly dependencies: ReplyDependencies;
  readonly personId: number;
  readonly chat: Chat;
  readonly translator: Translator;
  readonly signal: AbortSignal;
}

/**
 * Gives a reply, which is one message each, or one album. A verdict that is not at hand is looked up,
 * without counting a check, unless that was put off until now. Throws what grammY throws, and what the database throws.
 */
export async function giveReply(
  dependencies: ReplyDependencies,
  addressed: AddressedReply,
  given: Given,
  signal: AbortSignal,
): Promise<void> {
  const { personId, languageCode, reply } = addressed;
  const translator = dependencies.translatorFor(languageCode);
  const answer = { dependencies, personId, chat: chatOf(addressed), translator, signal };
  if (reply.kind === 'verdict') return giveVerdict(answer, reply, given);
  if (reply.kind === 'compare' || reply.kind === 'whole') return giveMore(answer, reply);
  const isVerdict = reply.kind === 'mistyped';
  await sendText(answer, plainText(answer, reply), isVerdict ? shopKeyboard(answer) : undefined);
}

const PLAIN_TEXTS = {
  example: 'verdict-example',
  mistyped: 'verdict-mistyped',
  help: 'help-customer',
  hint: 'hint',
  admins_only: 'admins-only',
  failed: 'reply-failed',
  slow_down: 'slow-down',
} as const;

function plainText(
  { dependencies: { shop }, personId, translator: { t } }: Answer,
  reply: Exclude<Reply, { kind: 'verdict' | 'compare' | 'whole' }>,
): string {
  if (reply.kind === 'id') return t('your-id', { id: String(personId) });
  if (reply.kind !== 'greeting') return t(PLAIN_TEXTS[reply.kind]);
  return shop.name === null ? t('greeting') : t('greeting-of-shop', { shop: shop.name });
}

async function giveVerdict(answer: Answer, reply: VerdictReply, given: Given): Promise<void> {
  const { botUsername, shop } = answer.dependencies;
  const found = given.verdict ?? (await lookUpAgain(answer, reply, given.id));
  if (found === null) return;
  if (found.type !== 'found' || found.card.status !== 'active') {
    return sendText(answer, verdictText(found, answer.translator), shopKeyboard(answer));
  }
  const { card, check } = found;
  await giveActive(answer, { card, check, shop, link: verificationLink(botUsername, reply.code) });
}

/** What is found for a code whose verdict is not at hand; null when it is not to be answered any more. */
async function lookUpAgain(
  { personId, dependencies: { database, metrics } }: Answer,
  { code, uncounted }: VerdictReply,
  id: UpdateId,
): Promise<Verdict | null> {
  if (uncounted) {
    const counted = await countLaterCheck(database, { id, personId, code });
    if (counted === 'replaced') return null;
    if (counted !== 'counted') {
      metrics.verifications.inc({ verdict: verdictName(counted) });
      return counted;
    }
  }
  return lookUp(database, code, { id, personId });
}

/** A picture with the verdict above it, or the verdict alone. */
async function giveActive(answer: Answer, input: VerdictInput): Promise<void> {
  const { dependencies, chat, translator, signal } = answer;
  const { id: cardId, picture } = input.card;
  const messageFor = (seen: Seen, limit: number) => verdictMessage(input, seen, limit, translator);
  const sent = await dependencies.pictureSender.send(
    { chat, cardId, picture },
    (shows) => {
      const { text, buttons } = messageFor(shows, LONGEST_CAPTION);
      return {
        caption: text,
        parse_mode: 'HTML',
        show_caption_above_media: true,
        reply_markup: buttons,
      };
    },
    signal,
  );
  if (sent === 'sent') return;
  const { text, buttons } = messageFor(sent, LONGEST_MESSAGE);
  await sendText(answer, text, buttons);
}

function verdictText(verdict: Verdict, { t }: Translator): string {
  if (verdict.type === 'limited') {
    const minutes = Math.max(1, Math.ceil(verdict.seconds / 60));
    return t('verdict-later', { minutes, time: verdict.until.toISOString().slice(11, 16) });
  }
  if (verdict.type === 'unknown') return t('verdict-unknown');
  return t(verdict.card.status === 'draft' ? 'verdict-draft' : 'verdict-deactivated');
}

/** What a button below a verdict asks for. The card is looked at now: one that was switched off shows nothing more. */
async function giveMore(
  answer: Answer,
  { kind, cardId }: Extract<Reply, { kind: 'compare' | 'whole' }>,
): Promise<void> {
  const { dependencies, chat, translator, signal } = answer;
  const card = await lookUpCard(dependencies.database, cardId);
  if (card?.status !== 'active') return sendText(answer, translator.t('press-stale'));
  if (kind === 'whole') return sendText(answer, wholeDescription(card));
  const photos = await photosOf(dependencies.database, cardId);
  const sent = await sendPhotos(dependencies, { chat, cardId, photos }, signal);
  if (sent.length === 0) await sendText(answer, translator.t('verdict-photos-later'));
}

function shopKeyboard({ dependencies: { shop }, translator }: Answer): InlineKeyboardMarkup {
  return { inline_keyboard: shopButtons(shop, translator) };
}

async function sendText(
  { dependencies: { api }, chat, signal }: Answer,
  text: string,
  buttons: InlineKeyboardMarkup = { inline_keyboard: [] },
): Promise<void> {
  await api.sendMessage(
    chat.id,
    text,
    {
      ...inTopic(chat),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(buttons.inline_keyboard.length > 0 && { reply_markup: buttons }),
    },
    callSignal(signal),
  );
}
