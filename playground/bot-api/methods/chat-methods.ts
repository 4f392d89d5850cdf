import type { ChatFullInfo, File } from '@grammyjs/types';
import { badRequest } from '../../api-error.ts';
import { asChat } from '../../state/people.ts';
import type { Method } from '../method.ts';
import { flag, messageId, parameterParser, text } from '../parameters.ts';
import { chat, checkTopic, recipient } from '../recipient.ts';

/** The largest file that getFile gives, in bytes (core.telegram.org/bots/api#getfile). */
const MAX_DOWNLOAD = 20 * 1024 * 1024;

/** How long a file's link is valid at least, in milliseconds (core.telegram.org/bots/api#getfile). */
const LINK_VALID_MS = 60 * 60 * 1000;

/** The longest text of an answer to a press, in UTF-16 units. */
const MAX_ANSWER = 200;

const ACTIONS = new Set(
  (
    'typing upload_photo record_video upload_video record_voice upload_voice upload_document ' +
    'choose_sticker find_location record_video_note upload_video_note record_audio upload_audio'
  ).split(' '),
);

/** core.telegram.org/bots/api#getme */
export const getMe: Method = (_query, { world }) => world.bot;

const parseChat = parameterParser({ chat_id: text });

/** core.telegram.org/bots/api#getchat */
export const getChat: Method = (query, { world }): ChatFullInfo => {
  const person = chat(world, parseChat(query).chat_id);
  return {
    ...asChat(person),
    accent_color_id: person.id % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  };
};

const parseAction = parameterParser({ chat_id: text, message_thread_id: messageId, action: text });

/** core.telegram.org/bots/api#sendchataction */
export const sendChatAction: Method = (query, { world }) => {
  const given = parseAction(query);
  const action = given.action.toLowerCase();
  if (action !== 'cancel' && !ACTIONS.has(action))
    throw badRequest('Wrong parameter action in request');
  const person = recipient(world, given.chat_id);
  checkTopic(world, person, given.message_thread_id);
  const { id } = person;
  if (action === 'cancel') world.actions.end(id);
  else world.actions.show(id, action);
  return true;
};

const parseAnswer = parameterParser({
  callback_query_id: text,
  text,
  show_alert: flag,
  url: text,
});

/** core.telegram.org/bots/api#answercallbackquery: once for each press, and in time. */
export const answerCallbackQuery: Method = (query, { world }) => {
  const given = parseAnswer(query);
  if (given.text.length > MAX_ANSWER) throw badRequest('MESSAGE_TOO_LONG');
  if (given.url !== '' && !isBotLink(given.url, world.bot.username))
    throw badRequest('URL_INVALID');
  const personId = world.callbacks.take(given.callback_query_id);
  if (personId === undefined) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  world.feed.publish('answer', {
    phone: personId,
    callback_query_id: given.callback_query_id,
    ...(given.text !== '' && { text: given.text }),
    show_alert: given.show_alert,
  });
  return true;
};

function isBotLink(link: string, username: string): boolean {
  const url = URL.parse(link);
  return url?.host === 't.me' && url.pathname.toLowerCase() === `/${username.toLowerCase()}`;
}

const parseFile = parameterParser({ file_id: text });

/** core.telegram.org/bots/api#getfile */
export const getFile: Method = (query, { world }): File => {
  const { file_id } = parseFile(query);
  if (file_id === '') throw badRequest('file_id not specified');
  const file = world.files.find(file_id);
  if (file === undefined) {
    throw badRequest(
      /^[\w-]{20,}$/.test(file_id)
        ? 'wrong file_id or the file is temporarily unavailable'
        : 'invalid file_id',
    );
  }
  const named = { file_id, file_unique_id: file.id, file_size: file.size };
  if (world.localMode) return { ...named, file_path: world.files.locate(file) };
  if (file.size > MAX_DOWNLOAD) throw badRequest('file is too big');
  world.files.grantLink(file, world.clock.now() + LINK_VALID_MS);
  return { ...named, file_path: file.path };
};
