import type { InlineKeyboardButton, Message } from '@grammyjs/types';
import { expect } from 'vitest';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { Translator } from '../../src/locales/translator.ts';
import { parsePress } from '../../src/screens/callback-data.ts';
import { ALBUM } from '../machines/cases.ts';
import type { Phone } from '../support/playground/playground.ts';
import { STRANGE_MESSAGES } from '../support/playground/strange-messages.ts';
import type { Step } from './path.ts';

/** What somebody with a phone in their hand knows who is to do a step. */
export interface Hand {
  readonly phone: Phone;
  readonly plain: Translator['plain'];
  /** The message with the newest screen, if there is one. */
  readonly screen: Message | undefined;
  /** The revision of the session, for presses of buttons that the screen does not offer. */
  readonly revision: number;
  readonly listedId: string;
  readonly pictures: Pictures;
}

/** The files that are sent: a picture and a damaged one, and the same as Telegram has them already. */
export interface Pictures {
  readonly whole: Buffer;
  readonly broken: Buffer;
  readonly sent: Pick<Message.PhotoMessage, 'photo'>;
}

type Deed = (hand: Hand, step: Step, ahead: readonly Step[]) => Promise<unknown>;

/**
 * A button with one of these labels where the screen offers one, else the command that does the
 * same, else a forged press: somebody may have a client of their own.
 */
function press(action: string, labels: readonly string[], command?: string): Deed {
  return async (hand) => {
    const { phone, plain, screen, revision, listedId } = hand;
    const offered = buttonsOf(screen).find((button) => asks(button, action, hand));
    if (offered !== undefined && screen !== undefined) {
      const allowed = action === 'open' ? [offered.text] : labels.map((label) => plain(label));
      expect(allowed).toContain(offered.text);
      return phone.pressData(screen.message_id, offered.callback_data);
    }
    if (command !== undefined) return phone.send(command);
    const data = `${action}:${revision}${action === 'open' ? `:${listedId}` : ''}`;
    return phone.pressData(screen?.message_id ?? 1, data);
  };
}

type PressableButton = InlineKeyboardButton.CallbackButton;

function buttonsOf(message: Message | undefined): PressableButton[] {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.filter((button): button is PressableButton => 'callback_data' in button);
}

/** Whether a button of today's screen asks for an action, and for the card that is meant. */
function asks(button: PressableButton, action: string, { revision, listedId }: Hand): boolean {
  const data = parsePress(button.callback_data);
  return (
    data?.action === action &&
    data.revision === revision &&
    (data.cardId === null || data.cardId === listedId)
  );
}

const sendPhoto: Deed = ({ phone, pictures }, { event }, ahead) => {
  if (event.type === 'PHOTO' && event.captioned) {
    return phone.sendPhoto(pictures.whole, { caption: 'Dragon' });
  }
  if (event.type === 'PHOTO' && event.album !== null) {
    return phone.sendRaw({ ...pictures.sent, media_group_id: event.album });
  }
  return breaksNext(ahead)
    ? phone.sendPhoto(pictures.broken, { as: 'document' })
    : phone.sendPhoto(pictures.whole);
};

/** Whether the photo that is sent now is to be found broken. */
function breaksNext(ahead: readonly Step[]): boolean {
  const next = ahead.findIndex(({ event }) => event.type === 'PHOTO');
  const about = next === -1 ? ahead : ahead.slice(0, next);
  return about.some(({ name }) => name === 'failed image_broken');
}

/** What nobody can see is no text to a phone; a client of somebody's own sends it all the same. */
const type: Deed = ({ phone }, { event }) => {
  if (event.type !== 'TEXT') throw new Error(`${event.type} is no text`);
  return event.text === '' ? phone.sendRaw({ text: '\u200b\u2060' }) : phone.send(event.text);
};

/** A button that was on a screen before; a phone that has seen none has one from another time. */
const pressOld: Deed = ({ phone, screen, revision }) =>
  phone.pressData(screen?.message_id ?? 1, revision === 0 ? 'old' : `newer:${revision - 1}`);

const sendOther: Deed = ({ phone }, { event }) => {
  const isOfAlbum = event.type === 'UNEXPECTED' && event.album !== null;
  return isOfAlbum
    ? phone.sendRaw({ ...STRANGE_MESSAGES.video, media_group_id: ALBUM })
    : phone.sendRaw({ ...STRANGE_MESSAGES.sticker });
};

/** What a person does for each event. An event without a deed does not compile. */
const DEEDS: { readonly [Type in AdminEvent['type']]: Deed } = {
  HOME: press('home', ['button-home'], '/admin'),
  ADD: press('add', ['button-add', 'button-add-another'], '/add'),
  RESUME: press('resume', ['button-resume']),
  CARDS: press('cards', ['button-cards'], '/cards'),
  OLDER: press('older', ['button-older']),
  NEWER: press('newer', ['button-newer']),
  OPEN: press('open', []),
  STATISTICS: press('stats', ['button-stats'], '/stats'),
  HELP: press('help', ['button-help'], '/help'),
  PHOTO: sendPhoto,
  TEXT: type,
  SKIP: press('skip', ['button-skip', 'button-keep', 'button-activate'], '/skip'),
  BACK: press('back', ['button-back', 'button-to-cards', 'button-keep-draft'], '/back'),
  CANCEL: press(
    'cancel',
    ['button-cancel', 'button-later', 'button-home', 'button-back'],
    '/cancel',
  ),
  RETRY: press('retry', ['button-retry']),
  CONTINUE: press('continue', ['button-continue']),
  DISCARD: press('discard', ['button-discard']),
  CONFIRM: press('confirm', [
    'button-confirm-discard',
    'button-confirm-markStolen',
    'button-confirm-retire',
    'button-use-name',
  ]),
  ACTIVATE: press('activate', ['button-move-activate']),
  SUSPEND: press('suspend', ['button-move-suspend']),
  MARK_STOLEN: press('stolen', ['button-move-markStolen']),
  RETIRE: press('retire', ['button-move-retire']),
  QR: press('qr', ['button-qr']),
  STALE: pressOld,
  UNKNOWN_COMMAND: ({ phone }) => phone.send('/nonsense'),
  UNEXPECTED: sendOther,
};

/** Does what a person does for a step. `ahead` are the steps after it: a picture that will be found broken is sent broken. */
export async function act(hand: Hand, step: Step, ahead: readonly Step[] = []): Promise<void> {
  await DEEDS[step.event.type](hand, step, ahead);
}
