import { shareLink, verificationLink } from '../codes/verification-link.ts';
import type { Translator } from '../locales/translator.ts';
import { lookUp, type Verdict, type VerdictCard } from '../services/verify.ts';
import { escapeHtml, fitHtml, parsedLength } from '../text/html.ts';
import { type PhotoSenderDependencies, sendPhotos } from './photo-sender.ts';
import type { AddressedReply, Reply } from './reply.ts';

/** The most that a message may hold after its HTML was parsed. Source: Bot API, sendMessage. */
const LONGEST_MESSAGE = 4096;

export interface ReplyDependencies extends PhotoSenderDependencies {
  readonly botUsername: string;
  readonly translatorFor: (languageCode: string | null) => Translator;
}

/**
 * Gives a reply. A verdict that is not at hand is looked up, without counting a check. Throws what
 * grammY throws, and what the database throws.
 */
export async function giveReply(
  dependencies: ReplyDependencies,
  { personId, languageCode, reply }: AddressedReply,
  verdict: Verdict | null,
  signal: AbortSignal,
): Promise<void> {
  const translator = dependencies.translatorFor(languageCode);
  if (reply.kind !== 'verdict') {
    await sendText(dependencies, personId, plainText(reply, personId, translator), signal);
    return;
  }
  const found = verdict ?? (await lookUp(dependencies.database, reply.code));
  if (found.type === 'found' && found.card.status === 'active') {
    await sendActive(dependencies, personId, reply.code, found.card, translator, signal);
    return;
  }
  await sendText(dependencies, personId, verdictText(found, translator), signal);
}

const PLAIN_TEXTS = {
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
    return t('verdict-later', { time: verdict.until.toISOString().slice(11, 16) });
  }
  if (verdict.type === 'unknown') return t('verdict-unknown');
  return t(verdict.card.status === 'draft' ? 'verdict-draft' : 'verdict-deactivated');
}

async function sendActive(
  dependencies: ReplyDependencies,
  chatId: number,
  code: string,
  card: VerdictCard,
  translator: Translator,
  signal: AbortSignal,
): Promise<void> {
  const { plain } = translator;
  const photos = await sendPhotos(
    dependencies,
    { chatId, cardId: card.id, photos: card.photos },
    signal,
  );
  const link = verificationLink(dependencies.botUsername, code);
  await dependencies.api.sendMessage(
    chatId,
    activeText(card, photos, translator),
    {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: {
        inline_keyboard: [
          [{ text: plain('share-button'), url: shareLink(link, plain('share-text')) }],
        ],
      },
    },
    signal as never,
  );
}

/** What does not fit is cut from the description, and never from what to compare. */
function activeText(card: VerdictCard, photos: number, { t }: Translator): string {
  const head = t('verdict-active', { name: card.name });
  const description = card.description === '' ? '' : `\n\n${escapeHtml(card.description)}`;
  const facts = t('verdict-facts', { checks: card.checks, date: card.registeredAt });
  const photosLater = card.photos.length > 0 ? [t('verdict-photos-later')] : [];
  const advice =
    photos > 0
      ? [t('verdict-compare', { photos })]
      : [...photosLater, t('verdict-compare-without-photos')];
  const end = ['', facts, ...advice].join('\n\n');
  return `${fitHtml(`${head}${description}`, LONGEST_MESSAGE - parsedLength(end))}${end}`;
}

async function sendText(
  { api }: ReplyDependencies,
  chatId: number,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  await api.sendMessage(
    chatId,
    text,
    { parse_mode: 'HTML', link_preview_options: { is_disabled: true } },
    signal as never,
  );
}
