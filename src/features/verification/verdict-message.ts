import { shareLink } from '../../codes/verification-link.ts';
import type { Translator } from '../../locales/translator.ts';
import type { MessageButton, Seen, TextWithButtons } from '../../screens/message.ts';
import { cutAtWord, cutToUnits } from '../../text/graphemes.ts';
import { escapeHtml, LONGEST_CAPTION, LONGEST_MESSAGE, parsedLength } from '../../text/html.ts';
import { formatAsk } from './ask-data.ts';
import type { Ask } from './stored-replies.ts';
import type { VerdictCard } from './verdict.ts';
import { type VerdictFacts, verdictFacts } from './verdict-facts.ts';

/** In a caption more of a card's name would push everything else out; the whole name comes with the description. */
export const NAME_UNITS = 255;

/** What all but the name may take: as much as a whole caption, which has room for a part of the description. */
const REST_UNITS = LONGEST_CAPTION;

/** More of a person's name tells nobody better who it is. */
const PERSON_UNITS = 48;

/** All that the verdict on an active card is made from. */
export interface VerdictInput extends VerdictFacts {
  /** Opens the page of the card for whoever it is shared with. */
  readonly link: string;
  /** Whether this is that page, which is no check. */
  readonly isShared: boolean;
}

/**
 * The verdict on an active card, or the page of it that somebody shared, as the caption of its picture or as a message of its own, within
 * `limit` units: what the verdict is, of which card, its description, how often it was checked and since
 * when it is registered, and what to do now. The description is a quote that Telegram folds to three
 * lines, so that however long it is the headline and the facts stay in sight together; what of it does
 * not fit is cut at a word, and a button brings all of it.
 */
export function verdictMessage(
  input: VerdictInput,
  seen: Seen,
  limit: number,
  translator: Translator,
): TextWithButtons {
  const { card, isShared } = input;
  const name = shortened(card.name, Math.max(NAME_UNITS, limit - REST_UNITS));
  const head = translator.t(isShared ? 'shared-card' : 'verdict-active', { name });
  const parts = [
    verdictFacts(input, translator),
    isShared ? translator.t('shared-advice') : advice(card, seen, translator),
    ...footer(input, translator),
  ];
  const end = parts.join('\n\n');
  const room = limit - parsedLength(`${head}\n\n${end}`);
  const description = shortened(card.description, room);
  const quote = `<blockquote expandable>${escapeHtml(description)}</blockquote>`;
  const isCut = name !== card.name || description !== card.description;
  return {
    text: description === '' ? `${head}\n\n${end}` : `${head}\n${quote}\n${end}`,
    buttons: buttonsOf(input, { canCompare: seen === 'both', isCut }, translator),
  };
}

/** At most so many units; what is cut ends with an ellipsis. */
export function shortened(text: string, units: number): string {
  if (text.length <= units) return text;
  return `${cutAtWord(text, units - 1)}…`;
}

/** How to compare, with what there is to compare with. */
function advice({ description }: VerdictCard, seen: Seen, { t }: Translator): string {
  if (seen !== 'no_photos' && seen !== 'photos_away') return t('verdict-compare', { shown: seen });
  return [
    ...(seen === 'photos_away' ? [t('verdict-photos-later')] : []),
    t(description === '' ? 'verdict-compare-with-nothing' : 'verdict-compare-without-photos'),
  ].join('\n\n');
}

/** A picture of this message proves nothing: it says whose check it was, and when. */
function footer({ check }: VerdictInput, { t }: Translator): string[] {
  if (check === null) return [];
  const name = cutToUnits(check.name, PERSON_UNITS);
  return [t('verdict-checked-for', { name, date: check.at })];
}

function buttonsOf(
  { card, link }: VerdictInput,
  { canCompare, isCut }: { canCompare: boolean; isCut: boolean },
  { plain }: Translator,
): MessageButton[][] {
  const ask = (label: string, kind: Ask['kind']): MessageButton => ({
    label,
    data: formatAsk({ kind, cardId: card.id }),
  });
  const asks = [
    ...(canCompare ? [ask(plain('compare-button'), 'compare')] : []),
    ...(isCut ? [ask(plain('whole-button'), 'whole')] : []),
  ];
  const share = { label: plain('share-button'), url: shareLink(link, plain('share-text')) };
  return [...(asks.length > 0 ? [asks] : []), [share]];
}

/** All that is said of the card by its name and description: one message, without the name where both do not fit. */
export function wholeDescription({ name, description }: VerdictCard): string {
  const title = `<b>${escapeHtml(name)}</b>`;
  const both = description === '' ? title : `${title}\n\n${escapeHtml(description)}`;
  return parsedLength(both) <= LONGEST_MESSAGE ? both : escapeHtml(description);
}
