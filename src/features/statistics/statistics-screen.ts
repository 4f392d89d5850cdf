import { paragraphs, type Screen, type ScreenInput } from '../../screens/screen.ts';
import { loadingFailedScreen, loadingScreen, type ScreensOf } from '../../screens/screens-of.ts';

/** Numbers of cards by their status, which add up to all, and of checks; the average is 0.0 while there are no cards. */
function statisticsScreen({ context, translator: { t, plain, locale } }: ScreenInput): Screen {
  const { cards, active, drafts, checks, top } = context.statistics ?? {
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
