import type { InlineKeyboardMarkup } from 'grammy/types';
import { shareLink, verificationLink } from '../codes/verification-link.ts';
import type { PhotoSlot } from '../database/entities/card.ts';
import type { Translator } from '../locales/translator.ts';
import { lookUp, type Verdict, type VerdictCard } from '../services/verdict.ts';
import { escapeHtml, fitHtml, parsedLength } from '../text/html.ts';
import { type Chat, inTopic } from './chat.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import { type AddressedReply, chatOf, type Reply } from './reply.ts';

/** The most that a message may hold after its HTML was parsed. Source: Bot API, sendMessage. */
const LONGEST_MESSAGE = 4096;

export interface ReplyDependencies extends PhotoSenderDependencies {
  readonly botUsername: string;
  readonly translatorFor: (languageCode: string | null) => Translator;
}

/** How far a reply has come; it is kept from one attempt to the next. */
export interface Progress {
  /** Null: not at hand; it is looked up. */
  readonly verdict: Verdict | null;
  /** Which photos were sent; null: it was not tried yet. */
  photos: readonly PhotoSlot[] | null;
}

/**
 * Gives a reply. A verdict that is not at hand is looked up, without counting a check; photos that
 * were sent by an earlier attempt are not sent again. Throws what grammY throws, and what the
 * database throws.
 */
export async function giveReply(
  dependencies: ReplyDependencies,
  addressed: AddressedReply,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { personId, languageCode, reply } = addressed;
  const chat = chatOf(addressed);
  const translator = dependencies.translatorFor(languageCode);
  if (reply.kind !== 'verdict') {
    await sendText(dependencies, chat, plainText(reply, personId, translator), signal);
    return;
  }
  const found = progress.verdict ?? (await lookUp(dependencies.database, reply.code));
  if (found.type === 'found' && found.card.status === 'active') {
    const { card } = found;
    progress.photos ??= await sendPhotos(
      dependencies,
      { chat, cardId: card.id, photos: card.photos },
      signal,
    );
    const text = activeText(card, progress.photos, translator);
    const share = shareButton(dependencies.botUsername, reply.code, translator);
    await sendText(dependencies, chat, text, signal, share);
    return;
  }
  await sendText(dependencies, chat, verdictText(found, translator), signal);
}

const PLAIN_TEXTS = {
  example: 'verdict-example',
  mistyped: 'verdict-mistyped',
  greeting: 'greeting',
  help: 'help-customer',
  hint: 'hint',
  admins_only: 'admins-only',
  failed: 'reply-failed',
} as const;

function plainText(
  reply: Exclude<Reply, { kind: 'verdict' }>,
  personId: number,
  { t }: Translator,
): string {
  if (reply.kind === 'id') return t('your-id', { id: String(personId) });
  return t(PLAIN_TEXTS[reply.kind]);
}

function verdictText(verdict: Verdict, { t }: Translator): string {
  if (verdict.type === 'limited') {
    const minutes = Math.max(1, Math.ceil(verdict.seconds / 60));
    return t('verdict-later', { minutes, time: verdict.until.toISOString().slice(11, 16) });
  }
  if (verdict.type === 'unknown') return t('verdict-unknown');
  return t(verdict.card.status === 'draft' ? 'verdict-draft' : 'verdict-deactivated');
}

/** What does not fit is cut from the description, and never from what to compare. */
function activeText(
  card: VerdictCard,
  photos: readonly PhotoSlot[],
  translator: Translator,
): string {
  const { t } = translator;
  const head = t('verdict-active', { name: card.name });
  const description = card.description === '' ? '' : `\n\n${escapeHtml(card.description)}`;
  const facts = t('verdict-facts', { checks: card.checks, date: card.registeredAt });
  const advice = adviceOn(card, photos, translator);
  const end = ['', facts, ...advice].join('\n\n');
  return `${fitHtml(`${head}${description}`, LONGEST_MESSAGE - parsedLength(end))}${end}`;
}

/** How to compare, with what there is to compare with. */
function adviceOn(
  { photos: stored, description }: VerdictCard,
  sent: readonly PhotoSlot[],
  { t }: Translator,
): string[] {
  const [only] = sent;
  if (only !== undefined) {
    return [t('verdict-compare', { shown: sent.length === 1 ? only : 'both' })];
  }
  return [
    ...(stored.length > 0 ? [t('verdict-photos-later')] : []),
    t(description === '' ? 'verdict-compare-with-nothing' : 'verdict-compare-without-photos'),
  ];
}

function shareButton(
  botUsername: string,
  code: string,
  { plain }: Translator,
): InlineKeyboardMarkup {
  const url = shareLink(verificationLink(botUsername, code), plain('share-text'));
  return { inline_keyboard: [[{ text: plain('share-button'), url }]] };
}

async function sendText(
  { api }: ReplyDependencies,
  chat: Chat,
  text: string,
  signal: AbortSignal,
  buttons?: InlineKeyboardMarkup,
): Promise<void> {
  await api.sendMessage(
    chat.id,
    text,
    {
      ...inTopic(chat),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(buttons && { reply_markup: buttons }),
    },
    signal as never,
  );
}
