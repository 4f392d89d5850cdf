import { type CardMove, type CardStatus, movesFrom } from '../../../machines/card-life.ts';
import type { CardView } from '../../../machines/parts/opened-card/slice.ts';
import { formatCode } from '../../codes/verification-code.ts';
import { verificationLink } from '../../codes/verification-link.ts';
import { type Button, paragraphs, type Screen, type ScreenInput } from '../../screens/screen.ts';
import {
  failedScreen,
  loadingFailedScreen,
  loadingScreen,
  type PartInput,
  type Render,
  type ScreensOf,
} from '../../screens/screens-of.ts';
import { cutToUnits } from '../../text/graphemes.ts';
import { escapeHtml } from '../../text/html.ts';

const STATUS_MARKS: Readonly<Record<CardStatus, string>> = {
  active: '🟢',
  draft: '🟡',
  suspended: '🟠',
  stolen: '🔴',
  retired: '⚫️',
};

/** The button of each change of status. */
const MOVE_ACTIONS = {
  activate: 'activate',
  suspend: 'suspend',
  markStolen: 'stolen',
  retire: 'retire',
} as const satisfies Record<CardMove, string>;

/** More of a name than this does not fit on a phone's button. */
const BUTTON_NAME_UNITS = 40;

/** One page of the card list: a button for each card, with its status and number of checks. */
function cardListScreen({ slice, translator: { t, plain } }: PartInput<'cards'>): Screen {
  const { items = [], newer = null, older = null } = slice.list ?? {};
  const pages: Button[] = [];
  if (newer !== null) pages.push({ label: plain('button-newer'), action: 'newer' });
  if (older !== null) pages.push({ label: plain('button-older'), action: 'older' });
  const rows = items.map(({ id, name, status, checks }): Button[] => [
    { label: `${STATUS_MARKS[status]} ${shortName(name)} · ${checks}`, action: 'open', cardId: id },
  ]);
  return {
    text: paragraphs(t('cards-title'), t(items.length === 0 ? 'cards-empty' : 'cards-legend')),
    buttons: [
      ...rows,
      ...(pages.length === 0 ? [] : [pages]),
      [
        { label: plain('button-home'), action: 'home' },
        { label: plain('button-add'), action: 'add' },
      ],
    ],
  };
}

function shortName(name: string): string {
  return name.length <= BUTTON_NAME_UNITS ? name : `${cutToUnits(name, BUTTON_NAME_UNITS)}…`;
}

/** One card with what may be done to it. Its photos were sent before it. */
function openedCardScreen(input: PartInput<'openedCard'>): Screen {
  const { slice, translator, botUsername } = input;
  const { t, plain } = translator;
  const { card } = slice;
  if (card === null) return loadingScreen(input);
  const facts = [
    t(`card-status-${card.status}`),
    t('card-checks', { checks: card.checks }),
    t('card-registered', { date: new Date(card.registeredAt) }),
  ].join('\n');
  return {
    text: paragraphs(
      t('card-title', { name: card.name }),
      facts,
      t('card-code', {
        code: formatCode(card.code),
        link: verificationLink(botUsername, card.code),
      }),
      card.description === '' ? t('card-no-description') : escapeHtml(card.description),
    ),
    buttons: [
      ...statusButtons(input, card),
      [
        { label: plain('button-to-cards'), action: 'back' },
        { label: plain('button-home'), action: 'home' },
      ],
    ],
  };
}

function statusButtons({ translator: { plain } }: ScreenInput, card: CardView): Button[][] {
  const qr: Button = { label: plain('button-qr'), action: 'qr' };
  if (card.status === 'draft') {
    return [
      [
        { label: plain('button-continue'), action: 'continue' },
        { label: plain('button-discard'), action: 'discard' },
      ],
    ];
  }
  const moves = movesFrom(card.status).map(
    (move): Button => ({
      label: plain(`button-move-${move}`),
      action: MOVE_ACTIONS[move],
    }),
  );
  return [...inPairs([...moves, qr])];
}

function* inPairs<T>(items: readonly T[]): Generator<T[]> {
  for (let n = 0; n < items.length; n += 2) yield items.slice(n, n + 2);
}

/** Asks why a card is changed. */
function reasonScreen({
  slice: { card, change },
  translator: { t, plain },
}: PartInput<'openedCard'>): Screen {
  return {
    text: t(`ask-${change}`, { name: card?.name ?? '' }),
    buttons: [[{ label: plain('button-back'), action: 'back' }]],
  };
}

/** Asks before what is hard to take back. */
function confirmScreen({
  slice: { card, change, reason },
  translator: { t, plain },
}: PartInput<'openedCard'>): Screen {
  const isDiscard = change === 'discard';
  return {
    text: t(`confirm-${change}`, { name: card?.name ?? '', reason: reason ?? '' }),
    buttons: [
      [{ label: plain(`button-confirm-${change}`), action: 'confirm' }],
      [{ label: plain(isDiscard ? 'button-keep-draft' : 'button-back'), action: 'back' }],
    ],
  };
}

const savingChange: Render = ({ translator: { t } }) => ({ text: t('saving-change'), buttons: [] });
const changeFailed: Render = (input) => failedScreen(input, 'failed-change', 'button-back');

/** The screens of the card list. */
export const cardsScreens: ScreensOf<'cards'> = {
  'cards.loading': loadingScreen,
  'cards.failed': loadingFailedScreen,
  'cards.shown': cardListScreen,
};

/** The screens of a card that is opened. */
export const openedCardScreens: ScreensOf<'openedCard'> = {
  'openedCard.loading': loadingScreen,
  'openedCard.failed': loadingFailedScreen,
  'openedCard.shown': openedCardScreen,
  'openedCard.reason': reasonScreen,
  'openedCard.confirming': confirmScreen,
  'openedCard.changing': savingChange,
  'openedCard.changingFailed': changeFailed,
};
