import type { CardStatus } from '../../machines/card-life.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import { sliceOf } from '../../machines/session/slices.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { parseHtml } from '../../playground/text/html.ts';
import { formatCode } from '../../src/codes/verification-code.ts';
import { verificationLink } from '../../src/codes/verification-link.ts';
import type { Translator } from '../../src/locales/translator.ts';

/** What a screen is looked at with. */
export interface Look {
  readonly context: AdminContext;
  readonly translator: Translator;
  readonly botUsername: string;
}

/** What a person sees: parts of the text, and the labels of all buttons in order. */
export interface Seen {
  readonly says: readonly string[];
  readonly offers: readonly string[];
}

type Screen = (look: Look) => Seen;

/** A screen of fixed texts, by their keys; what is absent is left out. */
function fixed(says: readonly (string | false)[], offers: readonly (string | false)[]): Screen {
  return ({ translator: { t, plain } }) => ({
    says: says.flatMap((key) => (key === false ? [] : [t(key)])),
    offers: offers.flatMap((key) => (key === false ? [] : [plain(key)])),
  });
}

/** One of whose parts some are there only in some contexts. */
function varying(choose: (context: AdminContext) => Screen): Screen {
  return (look) => choose(look.context)(look);
}

const storingPhoto = (cancel: string) => fixed(['saving-photo'], [cancel]);
const storingCard = (cancel: string) => fixed(['saving-card'], [cancel]);
const photoFailed = (cancel: string) => fixed(['failed-photo'], ['button-retry', cancel]);
const cardFailed = (cancel: string) => fixed(['failed-card'], ['button-retry', cancel]);
const loading = fixed(['loading'], []);
const loadingFailed = fixed(['failed-loading'], ['button-retry', 'button-home']);
const changing = fixed(['saving-change'], []);
const changeFailed = fixed(['failed-change'], ['button-retry', 'button-back']);

const name: Screen = (look) => {
  const { context, translator } = look;
  const old = context.kept.addCard?.name ?? null;
  const seen = fixed(
    ['step-name'],
    [old !== null && 'button-keep', 'button-back', 'button-cancel'],
  )(look);
  if (old === null) return seen;
  return { ...seen, says: [...seen.says, translator.t('step-name-kept', { name: old })] };
};

const nameQuestion: Screen = (look) => {
  const { t } = look.translator;
  const { offers } = fixed(
    [],
    ['button-use-name', 'button-check-code', 'button-back', 'button-cancel'],
  )(look);
  return {
    says: [t('step-name-question', { name: look.context.kept.addCard?.name ?? '' })],
    offers,
  };
};

const done: Screen = (look) => {
  const { context, translator, botUsername } = look;
  const { code = '', name: given = '', packaged = false } = context.kept.addCard ?? {};
  const facts = {
    name: given ?? '',
    code: formatCode(code),
    link: verificationLink(botUsername, code),
    photos: packaged ? 2 : 1,
  };
  const { offers } = fixed([], ['button-add-another', 'button-cards', 'button-home'])(look);
  return { says: [translator.t('done', facts)], offers };
};

const MARKS: Readonly<Record<CardStatus, string>> = {
  active: '🟢',
  draft: '🟡',
  suspended: '🟠',
  stolen: '🔴',
  retired: '⚫️',
};

const list: Screen = (look) => {
  const { items = [], newer = null, older = null } = sliceOf('cards', look.context)?.list ?? {};
  const cards = items.map((item) => `${MARKS[item.status]} ${item.name} · ${item.checks}`);
  const { says, offers } = fixed(
    ['cards-title', items.length === 0 ? 'cards-empty' : 'cards-legend'],
    [
      newer !== null && 'button-newer',
      older !== null && 'button-older',
      'button-home',
      'button-add',
    ],
  )(look);
  return { says, offers: [...cards, ...offers] };
};

const STATUS_BUTTONS: Readonly<Record<CardStatus, readonly string[]>> = {
  draft: ['button-continue', 'button-discard'],
  active: ['button-move-suspend', 'button-move-markStolen', 'button-move-retire', 'button-qr'],
  suspended: ['button-move-activate', 'button-move-markStolen', 'button-move-retire', 'button-qr'],
  stolen: ['button-move-activate', 'button-move-retire', 'button-qr'],
  retired: ['button-move-activate', 'button-move-markStolen', 'button-qr'],
};

const card: Screen = (look) => {
  const opened = sliceOf('openedCard', look.context)?.card ?? null;
  if (opened === null) throw new Error('no card is opened');
  const { t } = look.translator;
  const link = verificationLink(look.botUsername, opened.code);
  const { says, offers } = fixed(
    [`card-status-${opened.status}`, opened.description === '' && 'card-no-description'],
    [...STATUS_BUTTONS[opened.status], 'button-to-cards', 'button-home'],
  )(look);
  const code = t('card-code', { code: formatCode(opened.code), link });
  return {
    says: [...says, t('card-title', { name: opened.name }), code, opened.description],
    offers,
  };
};

/** A question about the change that was chosen. */
const asking =
  (question: 'ask' | 'confirm'): Screen =>
  (look) => {
    const { card, change, reason } = sliceOf('openedCard', look.context) ?? {};
    const answers =
      question === 'ask'
        ? ['button-back']
        : [`button-confirm-${change}`, change === 'discard' ? 'button-keep-draft' : 'button-back'];
    const known = { name: card?.name ?? '', reason: reason ?? '' };
    return {
      ...fixed([], answers)(look),
      says: [look.translator.t(`${question}-${change}`, known)],
    };
  };

const numbers: Screen = (look) => {
  const { totals } = sliceOf('statistics', look.context) ?? {};
  const { cards = 0, active = 0, drafts = 0, suspended = 0 } = totals ?? {};
  const { offers } = fixed([], ['button-home', 'button-cards'])(look);
  return { says: [cards, active, drafts, suspended].map(String), offers };
};

/** What a person sees in each state, written down apart from the bot's own screens. A state without an entry does not compile. */
const SEEN: Readonly<Record<StatePath, Screen>> = {
  home: varying(({ kept: { addCard: begun } }) =>
    fixed(
      ['home-title', 'home-text', begun !== null && 'home-unfinished'],
      [
        begun !== null && 'button-resume',
        'button-add',
        'button-cards',
        'button-stats',
        'button-help',
      ],
    ),
  ),
  'addCard.originalPhoto': varying(({ kept: { addCard: begun } }) =>
    fixed(
      ['step-original-photo', begun?.original != null && 'step-original-photo-kept'],
      [begun?.original != null && 'button-keep', 'button-back', 'button-cancel'],
    ),
  ),
  'addCard.storingOriginal': storingPhoto('button-cancel'),
  'addCard.originalFailed': photoFailed('button-cancel'),
  'addCard.name': name,
  'addCard.nameQuestion': nameQuestion,
  'addCard.description': varying(({ kept: { addCard: begun } }) =>
    fixed(
      ['step-description', !!begun?.description && 'step-description-kept'],
      ['button-skip', 'button-back', 'button-cancel'],
    ),
  ),
  'addCard.registering': storingCard('button-cancel'),
  'addCard.registeringFailed': cardFailed('button-cancel'),
  'addCard.packagedPhoto': fixed(
    ['step-packaged-photo'],
    ['button-activate', 'button-qr', 'button-later'],
  ),
  'addCard.storingPackaged': storingPhoto('button-later'),
  'addCard.packagedFailed': photoFailed('button-later'),
  'addCard.activating': storingCard('button-later'),
  'addCard.activatingFailed': cardFailed('button-later'),
  'addCard.done': done,
  'cards.loading': loading,
  'cards.failed': loadingFailed,
  'cards.shown': list,
  'openedCard.loading': loading,
  'openedCard.failed': loadingFailed,
  'openedCard.shown': card,
  'openedCard.reason': asking('ask'),
  'openedCard.confirming': asking('confirm'),
  'openedCard.changing': changing,
  'openedCard.changingFailed': changeFailed,
  'statistics.loading': loading,
  'statistics.failed': loadingFailed,
  'statistics.shown': numbers,
};

/** What a person is to see in a state, with the notice above it if there is one; the texts as a phone shows them. */
export function seenIn(state: StatePath, look: Look): Seen {
  const { notice } = look.context;
  const { says, offers } = SEEN[state](look);
  const { code, count } = notice ?? {};
  const told =
    code === undefined
      ? []
      : [look.translator.t(`notice-${code}`, count === undefined ? {} : { count })];
  return { says: [...told, ...says].map((html) => parseHtml(html).text), offers };
}
