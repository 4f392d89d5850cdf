import { verificationLink } from '../../codes/verification-link.ts';
import type { Database } from '../../database/database.ts';
import type { Translator } from '../../locales/translator.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Showables } from '../../photos/showables.ts';
import type { RepliesOf, ReplyKind, ReplyTo } from '../../replies/reply-kind.ts';
import { type Shop, shopButtons } from '../../replies/shop.ts';
import {
  type Message,
  type MessageButton,
  type PictureMessage,
  textMessage,
} from '../../screens/message.ts';
import { countVerdict } from './count-verdicts.ts';
import { countLaterCheck, putOffCheck } from './later-check.ts';
import { sharePayload } from './share-link.ts';
import {
  type Ask,
  compareReply,
  exampleReply,
  mistypedReply,
  sharedReply,
  type VerificationReply,
  verdictReply,
  wholeReply,
} from './stored-replies.ts';
import { lookUp, lookUpCard, type Verdict, type VerdictCard } from './verdict.ts';
import {
  NAME_UNITS,
  shortened,
  type VerdictInput,
  verdictMessage,
  wholeDescription,
} from './verdict-message.ts';
import type { Verify } from './verifier.ts';

export interface VerificationDependencies {
  readonly database: Database;
  readonly verify: Verify;
  readonly showables: Showables;
  readonly botUsername: string;
  /** An admin's checks do not count. */
  readonly isAdmin: (personId: number) => boolean;
  readonly shop: Shop;
  readonly metrics: Pick<Metrics, 'verifications'>;
}

type VerdictReply = Extract<VerificationReply, { kind: 'verdict' }>;
type VerdictKind = ReplyKind<VerdictReply, Verdict>;

/** What people are answered who check a card: each kind from its taking to its message. */
export function createVerificationReplies(
  dependencies: VerificationDependencies,
): RepliesOf<VerificationReply, Verdict> {
  const { database, showables, shop, metrics } = dependencies;
  return {
    verdict: verdictKind(dependencies),
    example: {
      schema: exampleReply,
      label: 'reply',
      message: (_reply, { translator: { t } }) => textMessage(t('verdict-example')),
    },
    mistyped: {
      schema: mistypedReply,
      label: 'reply',
      message: (_reply, { translator }) =>
        textAndShop(shop, translator, translator.t('verdict-mistyped')),
      onTaken: () => countVerdict(metrics, 'mistyped'),
    },
    shared: {
      schema: sharedReply,
      label: 'reply',
      message: ({ cardId }, to) => sharedMessage(dependencies, cardId, to),
    },
    compare: askKind(database, compareReply, async (card, { translator: { t } }) => ({
      type: 'photos',
      photos: await showables.photosOf(card.id),
      otherwise: t('verdict-photos-later'),
    })),
    whole: askKind(database, wholeReply, (card) => textMessage(wholeDescription(card))),
  };
}

/** A check is counted with the statement that takes its update, or when its person has calmed down; a verdict that is not at hand is looked up without counting. */
function verdictKind(dependencies: VerificationDependencies): VerdictKind {
  const { database, verify, isAdmin, metrics } = dependencies;
  return {
    schema: verdictReply,
    label: 'verification',
    async take({ id, person, addressed }, isHeld) {
      const { code } = addressed.reply;
      const isCounted = !isAdmin(person.id);
      const checked = await verify({ id, person, code, payload: addressed, isHeld, isCounted });
      return checked && { after: checked.after, found: checked.verdict };
    },
    onTaken(found) {
      if (found !== null) countVerdict(metrics, found);
    },
    async putOff({ id, person, addressed }, notice) {
      const payload = { ...addressed, reply: { ...addressed.reply, uncounted: true } };
      const putOff = await putOffCheck(database, { id, person, payload }, notice);
      return putOff?.isTold === true;
    },
    async message(reply, to, found) {
      const verdict = found ?? (await lookUpAgain(dependencies, reply, to));
      return verdict && messageOf(dependencies, verdict, to.translator);
    },
  };
}

/** What is found for a code whose verdict is not at hand; null when it is not to be answered any more. */
async function lookUpAgain(
  { database, isAdmin, metrics }: VerificationDependencies,
  { code, uncounted }: VerdictReply,
  { id, personId }: ReplyTo,
): Promise<Verdict | null> {
  const isCounted = !isAdmin(personId);
  if (uncounted) {
    const counted = await countLaterCheck(database, { id, personId, code, isCounted });
    if (counted === 'replaced') return null;
    if (counted !== 'counted') {
      countVerdict(metrics, counted);
      return counted;
    }
  }
  return lookUp(database, code, { id, personId, isCounted });
}

/** A picture with the verdict above it, or the verdict alone. */
function messageOf(
  dependencies: VerificationDependencies,
  verdict: Verdict,
  translator: Translator,
): Message {
  const { type } = verdict;
  if (type !== 'found') {
    return textAndShop(dependencies.shop, translator, textOf(verdict, translator));
  }
  const { card } = verdict;
  if (card.status === 'active') {
    return cardMessage(dependencies, { ...verdict, isShared: false }, translator);
  }
  if (card.status === 'stolen') return stolenMessage(dependencies, card, translator);
  return textAndShop(dependencies.shop, translator, withheld(card.status, translator));
}

/** What is said of a card of which nothing is shown. */
function withheld(status: 'draft' | 'suspended' | 'retired', { t }: Translator): string {
  if (status === 'draft') return t('verdict-draft');
  return t(status === 'suspended' ? 'verdict-suspended' : 'verdict-retired');
}

/** A stolen card is shown, so that whoever is offered it recognises it: its picture and name, and nothing else. */
function stolenMessage(
  dependencies: VerificationDependencies,
  card: VerdictCard,
  translator: Translator,
): Message {
  const { t, plain } = translator;
  const { contact } = dependencies.shop;
  const { statusAt, name } = card;
  const text = t('verdict-stolen', {
    name: shortened(name, NAME_UNITS),
    isKnown: statusAt === null ? 'no' : 'yes',
    since: statusAt ?? '',
    canTell: contact === null ? 'no' : 'yes',
  });
  const buttons: MessageButton[][] =
    contact === null ? [] : [[{ label: plain('tell-shop-button'), url: contact }]];
  return pictureMessage(dependencies, card, () => ({ text, buttons }));
}

/** The card that somebody shared, as it is now; one that is not active shows nothing any more. */
async function sharedMessage(
  dependencies: VerificationDependencies,
  cardId: string,
  { translator }: ReplyTo,
): Promise<Message> {
  const card = await activeCard(dependencies.database, cardId);
  if (card === null) return textMessage(translator.t('shared-over'));
  return cardMessage(dependencies, { card, check: null, isShared: true }, translator);
}

function cardMessage(
  dependencies: VerificationDependencies,
  { card, check, isShared }: Pick<VerdictInput, 'card' | 'check' | 'isShared'>,
  translator: Translator,
): Message {
  const { botUsername, shop } = dependencies;
  const link = verificationLink(botUsername, sharePayload(card.id));
  const input = { card, check, shop, link, isShared };
  return pictureMessage(dependencies, card, (seen, limit) =>
    verdictMessage(input, seen, limit, translator),
  );
}

function pictureMessage(
  { showables }: VerificationDependencies,
  { id, picture }: VerdictCard,
  textFor: PictureMessage['textFor'],
): Message {
  return { type: 'picture', pictures: showables.pictureOf(id, picture), textFor };
}

function textOf(verdict: Exclude<Verdict, { type: 'found' }>, { t }: Translator): string {
  if (verdict.type === 'limited') {
    const minutes = Math.max(1, Math.ceil(verdict.seconds / 60));
    return t('verdict-later', { minutes, time: verdict.until.toISOString().slice(11, 16) });
  }
  return t('verdict-unknown');
}

function textAndShop(shop: Shop, translator: Translator, text: string): Message {
  return { type: 'text', text, buttons: shopButtons(shop, translator) };
}

/** What a button below a verdict asks for. The card is looked at now: one that was switched off shows nothing more. */
function askKind<A extends Ask>(
  database: Database,
  schema: ReplyKind<A>['schema'],
  messageOfCard: (card: VerdictCard, to: ReplyTo) => Message | Promise<Message>,
): ReplyKind<A> {
  return {
    schema,
    label: 'reply',
    isGood: async ({ cardId }) => (await activeCard(database, cardId)) !== null,
    async message({ cardId }, to) {
      const card = await activeCard(database, cardId);
      return card === null ? textMessage(to.translator.t('press-stale')) : messageOfCard(card, to);
    },
  };
}

async function activeCard(database: Database, cardId: string): Promise<VerdictCard | null> {
  const card = await lookUpCard(database, cardId);
  return card?.status === 'active' ? card : null;
}
