import type { AdminEvent } from '../../machines/events.ts';
import { type ParsedCode, parseCode, parsePayload } from '../codes/verification-code.ts';
import type { PersonNames } from '../services/person.ts';
import type { Press } from '../session/take.ts';
import { cleanLine } from '../text/clean-text.ts';
import { commandEvent, messageEvent, pressEvent } from './admin-events.ts';
import { parsePress } from './callback-data.ts';
import type { Reply } from './reply.ts';
import type { CallbackQuery, TelegramMessage, TelegramUser, Update } from './update-schema.ts';

/**
 * What an update asks for.
 * - `session`: an event of an admin's session. `elsewhere` is what it asks for when the session has
 *   no use for it: a code that an admin types outside the wizard.
 * - `reply`: an answer that needs no session; `album` is the album that the message is a part of
 * - `refuse`: a press of an admin's button by someone else
 * - `blocked`: the person blocked the bot
 * - `ignore`: nothing to do and nobody to answer
 */
export type Intent =
  | { type: 'session'; person: PersonNames; event: AdminEvent; press?: Press; elsewhere?: Reply }
  | { type: 'reply'; person: PersonNames; reply: Reply; album?: string }
  | { type: 'refuse'; person: PersonNames }
  | { type: 'blocked'; personId: number }
  | { type: 'ignore' };

/** Whether this person is an admin, by their Telegram id. */
export type IsAdmin = (personId: number) => boolean;

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@[a-z0-9_]+)?(?:\s+(.*))?$/is;

/** Commands of the admins: for anyone else they lead nowhere. */
const ADMIN_COMMANDS = new Set(['admin', 'add', 'cards', 'stats', 'skip', 'back', 'cancel']);

/** Decides what an update asks for. Pure but for the ids and codes that it draws for a card to come. Only private chats count. */
export function routeUpdate(update: Update, isAdmin: IsAdmin): Intent {
  const { message, callback_query: query, my_chat_member: membership } = update;
  const eventId = String(update.update_id);
  if (message !== undefined && message.chat.type === 'private' && !message.from.is_bot) {
    return routeMessage(eventId, message, isAdmin);
  }
  if (query !== undefined && (query.message?.chat.type ?? 'private') === 'private') {
    return routePress(eventId, query, isAdmin);
  }
  if (membership?.chat.type === 'private' && membership.new_chat_member.status === 'kicked') {
    return { type: 'blocked', personId: membership.from.id };
  }
  return { type: 'ignore' };
}

function routeMessage(eventId: string, message: TelegramMessage, isAdmin: IsAdmin): Intent {
  const person = namesOf(message.from);
  const command = COMMAND.exec(message.text ?? '');
  if (command !== null) {
    const [, name = '', argument = ''] = command;
    return routeCommand(eventId, person, name.toLowerCase(), argument, isAdmin(person.id));
  }
  const written = codeReply(message.text === undefined ? null : parseCode(message.text));
  if (!isAdmin(person.id)) {
    const album = message.media_group_id;
    return {
      type: 'reply',
      person,
      reply: written ?? { kind: 'hint' },
      ...(album !== undefined && { album }),
    };
  }
  return {
    type: 'session',
    person,
    event: messageEvent(eventId, message),
    ...(written && { elsewhere: written }),
  };
}

function routeCommand(
  eventId: string,
  person: PersonNames,
  command: string,
  argument: string,
  admin: boolean,
): Intent {
  if (command === 'id') return { type: 'reply', person, reply: { kind: 'id' } };
  const scanned = command === 'start' ? codeReply(parsePayload(argument)) : null;
  if (scanned !== null) return { type: 'reply', person, reply: scanned };
  if (admin) return { type: 'session', person, event: commandEvent(eventId, command) };
  return { type: 'reply', person, reply: customerReply(command) };
}

function customerReply(command: string): Reply {
  if (command === 'start') return { kind: 'greeting' };
  if (command === 'help') return { kind: 'help' };
  return { kind: ADMIN_COMMANDS.has(command) ? 'admins_only' : 'hint' };
}

function codeReply(parsed: ParsedCode | null): Reply | null {
  if (parsed === null || parsed.type === 'none') return null;
  return parsed.type === 'code' ? { kind: 'verdict', code: parsed.code } : { kind: parsed.type };
}

function routePress(eventId: string, query: CallbackQuery, isAdmin: IsAdmin): Intent {
  const person = namesOf(query.from);
  if (!isAdmin(person.id)) return { type: 'refuse', person };
  const parsed = parsePress(query.data);
  const press: Press = {
    message: query.message?.message_id ?? null,
    revision: parsed?.revision ?? -1,
    data: query.data ?? '',
  };
  return { type: 'session', person, event: pressEvent(eventId, parsed), press };
}

function namesOf(user: TelegramUser): PersonNames {
  return {
    id: user.id,
    firstName: cleanLine(user.first_name),
    lastName: user.last_name === undefined ? null : cleanLine(user.last_name),
    username: user.username === undefined ? null : cleanLine(user.username),
    languageCode: user.language_code === undefined ? null : cleanLine(user.language_code),
  };
}
