import type { Translator } from '../../locales/translator.ts';
import type { Shop } from '../../replies/shop.ts';
import type { Check, VerdictCard } from './verdict.ts';
import type { Counts } from './visits.ts';

/** What the facts are made from. */
export interface VerdictFacts {
  readonly card: VerdictCard;
  readonly check: Check | null;
  readonly shop: Shop;
}

const DAY_MS = 86_400_000;

/**
 * What is known of an active card: how often it was checked, by how many people and when, when this
 * person did before, whether that is more than one card in one pair of hands has, and since when it is
 * registered, by whom; a line each.
 */
export function verdictFacts({ card, check, shop }: VerdictFacts, translator: Translator): string {
  const { t } = translator;
  const { counts, registeredAt: date } = card;
  const isFirst = check?.isCounted === true && counts.visits === 1 && counts.ownAt === null;
  return [
    isFirst ? t('verdict-first-check') : checks(counts, translator),
    ...(counts.ownAt === null ? [] : [t('verdict-own-check', { date: counts.ownAt })]),
    ...rush(counts, check?.at ?? null, translator),
    shop.name === null
      ? t('verdict-registered', { date })
      : t('verdict-registered-by-shop', { date, shop: shop.name }),
  ].join('\n');
}

function checks({ visits, people, firstAt, lastAt }: Counts, { t }: Translator): string {
  if (firstAt === null) return t('verdict-unchecked');
  const last = lastAt ?? firstAt;
  const span = dayOf(firstAt) === dayOf(last) ? 'day' : 'days';
  return t('verdict-checks', { visits, people, span, first: firstAt, last });
}

/** Numbers that cannot be right for a card that is one, without calling it a fake: whoever reads compares. */
function rush({ rush }: Counts, now: Date | null, { t }: Translator): string[] {
  if (rush === null || now === null) return [];
  const days = Math.max(1, Math.ceil((now.getTime() - rush.since.getTime()) / DAY_MS));
  return [t('verdict-rush', { people: rush.people, days })];
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
