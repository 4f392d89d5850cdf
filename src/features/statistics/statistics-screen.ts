import type { Statistics } from '../../../machines/parts/statistics/slice.ts';
import { paragraphs, type Screen } from '../../screens/screen.ts';
import {
  loadingFailedScreen,
  loadingScreen,
  type PartInput,
  type ScreensOf,
} from '../../screens/screens-of.ts';

const NOTHING: Statistics = {
  ...{ cards: 0, drafts: 0, active: 0, suspended: 0, stolen: 0, retired: 0 },
  ...{ visits: null, top: [] },
};

/** Numbers of cards, which those by status add up to, of drafts beside them, and of visits, where they were read; the average is 0.0 while there are no cards. */
function statisticsScreen({
  slice,
  translator: { t, plain, locale },
}: PartInput<'statistics'>): Screen {
  const { visits, top, ...cards } = slice.totals ?? NOTHING;
  const oneDecimal = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const rows = top.map((card, index) => t('statistics-top-row', { place: index + 1, ...card }));
  return {
    text: paragraphs(
      t('statistics', cards),
      visits !== null &&
        t('statistics-visits', {
          ...visits,
          average: oneDecimal.format(cards.cards === 0 ? 0 : visits.all / cards.cards),
        }),
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
