import { paragraphs, type Screen } from '../../screens/screen.ts';
import {
  loadingFailedScreen,
  loadingScreen,
  type PartInput,
  type ScreensOf,
} from '../../screens/screens-of.ts';

/** Numbers of cards by their status, which add up to all, and of checks; the average is 0.0 while there are no cards. */
function statisticsScreen({
  slice,
  translator: { t, plain, locale },
}: PartInput<'statistics'>): Screen {
  const { cards, active, drafts, checks, top } = slice.totals ?? {
    cards: 0,
    active: 0,
    drafts: 0,
    checks: 0,
    top: [],
  };
  const oneDecimal = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const average = oneDecimal.format(cards === 0 ? 0 : checks / cards);
  const rows = top.map((card, index) => t('statistics-top-row', { place: index + 1, ...card }));
  return {
    text: paragraphs(
      t('statistics', { cards, active, drafts, off: cards - active - drafts, checks, average }),
      rows.length > 0 && [t('statistics-top'), ...rows].join('\n'),
    ),
    buttons: [
      [
        { label: plain('button-home'), action: 'home' },
        { label: plain('button-cards'), action: 'cards' },
      ],
    ],
  };
}

/** The screens of the statistics. */
export const statisticsScreens: ScreensOf<'statistics'> = {
  'statistics.loading': loadingScreen,
  'statistics.failed': loadingFailedScreen,
  'statistics.shown': statisticsScreen,
};
