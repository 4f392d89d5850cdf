import type { AdminEvent } from '../../machines/session/events.ts';
import type { CommonReply } from '../replies/common-replies.ts';
import type { Reading } from '../replies/reading.ts';
import type { Recipient, Reply } from '../replies/reply.ts';
import type { SessionInputs } from '../screens/session-inputs.ts';
import type { Press } from '../session/take.ts';
import { cleanLine } from '../text/clean-text.ts';
import type { PersonNames } from '../updates/person.ts';
import { messageEvent } from './admin-events.ts';
import { topicOf } from './chat.ts';
import type { CallbackQuery, TelegramMessage, TelegramUser, Update } from './update-schema.ts';

/**
 * What an update asks for.
 * - `session`: an event of an admin's session. `elsewhere` is what it asks for when the session has
 *   no use for it, such as a code that an admin sends outside the wizard
 * - `reply`: an answer that needs no session; `album` is the album that the message is a part of
 * - `ask`: a press of a button below a reply, by whomever; `stale` when no button of ours has its data
 * - `refuse`: a press of an admin's button by someone else
 * - `blocked`: the person blocked the bot
 * - `ignore`: nothing to do and nobody to answer
 */
export type Intent =
  | (Asking & { type: 'session'; event: AdminEvent; press?: Press; elsewhere?: Reply })
  | (Asking & { type: 'reply'; reply: Reply; album?: string })
  | (Asking & { type: 'ask'; reply: Reply | 'stale' })
  | { type: 'refuse'; person: PersonNames }
  | { type: 'blocked'; personId: number }
  | { type: 'ignore' };

/** Who asks, and in which topic of the chat: null in none, undefined where that cannot be told. */
interface Asking {
  readonly person: PersonNames;
  readonly topic: number | null | undefined;
}

/** To whom an answer goes that needs no session. */
export function recipientOf({ person, topic }: Asking): Recipient {
  const { id: personId, languageCode } = person;
  return { personId, languageCode, ...(typeof topic === 'number' && { topic }) };
}

/** Whether this person is an admin, by their Telegram id. */
export type IsAdmin = (personId: number) => boolean;

const HINT: CommonReply = { kind: 'hint' };
const OWN_ID: CommonReply = { kind: 'id' };

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@[a-z0-9_]+)?(?:\s+(.*))?$/is;

/** An IETF language tag, as the Bot API promises; anything else is nobody's language. */
const LANGUAGE_CODE = /^[a-z0-9]{1,8}(?:[-_][a-z0-9]{1,8}){0,4}$/i;

/** Who is an admin, what admins may press and command, and what anybody may ask for. */
export interface Routes {
  readonly isAdmin: IsAdmin;
  readonly inputs: SessionInputs;
  readonly reading: Reading;
}

/** Commands that everybody has, whoever they are. */
const SHARED_COMMANDS = ['start', 'help'];

/** Whether a command is one of the admins' alone: for anyone else it leads nowhere. */
function isOfAdmins(command: string, { commands }: SessionInputs): boolean {
  return commands.includes(command) && !SHARED_COMMANDS.includes(command);
}

/** Decides what an update asks for. Pure but for the ids and codes that are drawn for a card to come. Only private chats count. */
export function routeUpdate(update: Update, routes: Routes): Intent {
  const { message, callback_query: query, my_chat_member: membership, texts } = update;
  const eventId = String(update.update_id);
  if (message !== undefined && message.chat.type === 'private' && !message.from.is_bot) {
    return routeMessage(eventId, message, texts, routes);
  }
  if (query !== undefined && (query.message?.chat?.type ?? 'private') === 'private') {
    return routePress(eventId, query, routes);
  }
  if (membership?.chat.type === 'private' && membership.new_chat_member.status === 'kicked') {
    return { type: 'blocked', personId: membership.from.id };
  }
  return { type: 'ignore' };
}

function routeMessage(
  eventId: string,
  message: TelegramMessage,
  texts: readonly string[],
  { isAdmin, inputs, reading }: Routes,
): Intent {
  const asking: Asking = { person: namesOf(message.from), topic: topicOf(message) };
  const admin = isAdmin(message.from.id);
  const written = COMMAND.exec(message.text ?? '');
  if (written !== null) {
    const [, name = '', argument = ''] = written;
    const command = { name: name.toLowerCase(), argument, texts };
    return routeCommand(eventId, asking, command, { admin, inputs, reading });
  }
  const found = reading.ofTexts(texts, message.text ?? message.caption ?? '');
  if (!admin) {
    const album = message.media_group_id;
    return {
      type: 'reply',
      ...asking,
      reply: found ?? HINT,
      ...(album !== undefined && { album }),
    };
  }
  return {
    type: 'session',
    ...asking,
    event: messageEvent(eventId, message),
    ...(found && { elsewhere: found }),
  };
}

interface Command {
  readonly name: string;
  readonly argument: string;
  readonly texts: readonly string[];
}

function routeCommand(
  eventId: string,
  asking: Asking,
  { name, argument, texts }: Command,
  { admin, inputs, reading }: Omit<Routes, 'isAdmin'> & { admin: boolean },
): Intent {
  if (name === 'id') return { type: 'reply', ...asking, reply: OWN_ID };
  const scanned = name === 'start' ? reading.ofPayload(argument) : null;
  if (scanned !== null) return { type: 'reply', ...asking, reply: scanned };
  const isKnown = SHARED_COMMANDS.includes(name) || (admin && isOfAdmins(name, inputs));
  const behind = isKnown ? null : reading.ofTexts([argument, ...texts], argument);
  if (admin) {
    const event: AdminEvent =
      name === 'start' ? { id: eventId, type: 'HOME' } : inputs.commandEvent(eventId, name);
    return { type: 'session', ...asking, event, ...(behind && { elsewhere: behind }) };
  }
  return { type: 'reply', ...asking, reply: behind ?? customerReply(name, inputs) };
}

function customerReply(command: string, inputs: SessionInputs): CommonReply {
  if (command === 'start') return { kind: 'greeting' };
  if (command === 'help') return { kind: 'help' };
  return { kind: isOfAdmins(command, inputs) ? 'admins_only' : 'hint' };
}

function routePress(
  eventId: string,
  query: CallbackQuery,
  { isAdmin, inputs, reading }: Routes,
): Intent {
  const person = namesOf(query.from);
  const reply = reading.ofPress(query.data);
  if (reply !== null) return { type: 'ask', person, topic: topicOfPress(query), reply };
  if (!isAdmin(person.id)) return { type: 'refuse', person };
  const parsed = inputs.readPress(query.data);
  const press: Press = {
    message: query.message?.message_id ?? null,
    revision: parsed?.revision ?? -1,
    data: query.data ?? '',
  };
  const topic = topicOfPress(query);
  return { type: 'session', person, topic, event: inputs.pressEvent(eventId, parsed), press };
}

/** A message that is gone, or too old, tells nothing of itself; its date is 0 then. Source: Bot API, InaccessibleMessage. */
function topicOfPress({ message }: CallbackQuery): number | null | undefined {
  return message === undefined || message.date === 0 ? undefined : topicOf(message);
}

function namesOf(user: TelegramUser): PersonNames {
  return {
    id: user.id,
    firstName: cleanLine(user.first_name),
    lastName: user.last_name === undefined ? null : cleanLine(user.last_name),
    username: user.username === undefined ? null : cleanLine(user.username),
    languageCode: LANGUAGE_CODE.test(user.language_code ?? '')
      ? (user.language_code ?? null)
      : null,
  };
}
