import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import { type AdminSnapshot, freshSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { messageEvent } from '../../src/telegram/admin-events.ts';
import type { TelegramMessage } from '../../src/telegram/update-schema.ts';
import { buttonsOf, offeringMessage, type PhoneNow } from '../record/observe.ts';
import type { Action } from '../record/recording.ts';

/** One event that an admin's session takes now, and how a person brings it about. */
export interface Offer {
  readonly event: AdminEvent['type'];
  /** What the person does: the button's label, the command, what is sent. */
  readonly label: string;
  readonly way: 'button' | 'command' | 'message';
  readonly action: Action;
  /** The state in which the session arrives at once; null where it stays. */
  readonly to: StatePath | null;
  /** The sentence with which it is answered; null without one. */
  readonly notice: string | null;
  /** Whether more comes of it than a sentence. */
  readonly leadsOn: boolean;
}

type Way = Pick<Offer, 'label' | 'way' | 'action'> & { readonly event: AdminEvent };

/** The session's events that a person can bring about now, each in the way that is nearest at hand. */
export function offersOf({ phone, session, messages }: PhoneNow): Offer[] {
  const snapshot = session?.snapshot ?? freshSnapshot();
  const ways = [...buttonWays(phone.alias, messages), ...commandWays(phone.alias)];
  const first = ways.filter(
    ({ event, way }, index) =>
      way === 'button' || ways.findIndex((each) => each.event.type === event.type) === index,
  );
  return [...first, ...messageWays(phone.alias, snapshot)].map((each) => offerOf(snapshot, each));
}

function offerOf(before: AdminSnapshot, { event, ...way }: Way): Offer {
  const [after] = transition(adminMachine, before, event);
  const [from, to] = [statePath(before), statePath(after)];
  const { notice } = after.context;
  const isMoved = to !== from || after.context.operation?.id !== before.context.operation?.id;
  const isSent = after.context.deliveries.length > before.context.deliveries.length;
  return {
    ...way,
    event: event.type,
    to: to === from ? null : to,
    notice: notice === before.context.notice ? null : (notice?.code ?? null),
    leadsOn: isMoved || isSent,
  };
}

function buttonWays(phone: string, messages: PhoneNow['messages']): Way[] {
  return buttonsOf(offeringMessage(messages)).flatMap(({ text, callback_data: data }) => {
    const event = data === undefined ? null : INPUTS.pressEvent('offer', INPUTS.readPress(data));
    if (event === null) return [];
    const action: Action = { do: 'tap', phone, button: text, older: 0 };
    return [{ event, label: text, way: 'button', action }];
  });
}

function commandWays(phone: string): Way[] {
  return [...INPUTS.commands, 'fly'].map((command) => ({
    event: INPUTS.commandEvent('offer', command),
    label: `/${command}`,
    way: 'command',
    action: { do: 'text', phone, text: `/${command}` },
  }));
}

/** Letters that no name has so many of: the machine tells lengths apart, and nothing else. */
const LONG_NAME = 'A name that is much too long '.repeat(10).trim();
const LONG_TEXT = 'A description that is much too long '.repeat(60).trim();

function messageWays(phone: string, snapshot: AdminSnapshot): Way[] {
  const isPackaged = snapshot.context.kept.addCard?.registered === true;
  const sample = isPackaged ? 'card-in-case' : 'card-front';
  const text = snapshot.matches({ addCard: 'description' })
    ? 'Number 17 of 120. A small scratch on the lower left corner of the back.'
    : 'Aurora Fox, first edition';
  const typed = (label: string, typedText: string): Way => ({
    event: eventOf({ text: typedText }),
    label,
    way: 'message',
    action: { do: 'text', phone, text: typedText },
  });
  const sent = (label: string, as: 'photo' | 'document'): Way => ({
    event: eventOf({ photo: [{ file_id: 'offer', width: 600, height: 800 }] }),
    label,
    way: 'message',
    action: { do: 'sample', phone, sample, as },
  });
  const sticker = { sticker: { file_id: 'sticker', emoji: '👍' } };
  return [
    sent('A photo of the card', 'photo'),
    sent('The same as a file', 'document'),
    typed('A short text', text),
    typed('A text of 290 characters', LONG_NAME),
    typed('A text of 2,100 characters', LONG_TEXT),
    {
      event: eventOf({}),
      label: 'A sticker',
      way: 'message',
      action: { do: 'message', phone, message: sticker },
    },
    {
      event: INPUTS.pressEvent('offer', null),
      label: 'A press of an old button',
      way: 'message',
      action: { do: 'press', phone, data: 'home:0' },
    },
  ];
}

/** The event of a message, as the bot reads it; what it does not read is not there. */
function eventOf(content: Partial<TelegramMessage>): AdminEvent {
  const from = { id: 1, is_bot: false, first_name: 'Admin' };
  return messageEvent('offer', {
    message_id: 1,
    chat: { id: 1, type: 'private' },
    from,
    ...content,
  });
}
