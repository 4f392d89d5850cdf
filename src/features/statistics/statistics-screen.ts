import type { Statistics } from '../../../machines/parts/statistics/slice.ts';
import { paragraphs, type Screen } from '../../screens/screen.ts';
import {
  loadingFailedScreen,
  loadingScreen,
  type PartInput,
  type ScreensOf,
} from '../../screens/screens-of.ts';

const NOTHING: Statistics = { cards: 0, active: 0, drafts: 0, visits: null, top: [] };

/** Numbers of cards by their status, which add up to all, and of visits, where they were read; the average is of the cards that are no drafts, and 0.0 while there are none. */
function statisticsScreen({
  slice,
  translator: { t, plain, locale },
}: PartInput<'statistics'>): Screen {
  const { cards, active, drafts, visits, top } = slice.totals ?? NOTHING;
  const oneDecimal = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const released = cards - drafts;
  const rows = top.map((card, index) => t('statistics-top-row', { place: index + 1, ...card }));
  return {
    text: paragraphs(
      t('statistics', { cards, active, drafts, off: released - active }),
      visits !== null &&
        t('statistics-visits', {
          ...visits,
          average: oneDecimal.format(released === 0 ? 0 : visits.all / released),
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
