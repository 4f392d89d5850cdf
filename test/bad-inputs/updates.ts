import { UPDATE_TYPES } from '../../playground/state/update-types.ts';
import { ALLOWED_UPDATES } from '../../src/telegram/update-schema.ts';
import type { BadInput, Place, Sender } from './bad-input.ts';

/** The kinds of updates of business accounts, and one of a Telegram to come. */
const FURTHER_TYPES = [
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'hologram',
];

const allowed: ReadonlySet<string> = new Set(ALLOWED_UPDATES);
const otherTypes = [...UPDATE_TYPES, ...FURTHER_TYPES].filter((type) => !allowed.has(type));

/** A message as any kind of update might carry it. */
function messageOf({ from, chat }: Sender): Record<string, unknown> {
  return { message_id: 1, date: 1, from, chat, user: from, text: '/cancel', id: '1', query: 'x' };
}

/** An update that is nobody's business here: no answer is due. */
function silent(
  name: string,
  update: (sender: Sender) => Record<string, unknown>,
  at: Place = 'name',
): BadInput {
  return { name, at, sends: { update }, sees: null };
}

/** A message with fields of one's choice in place of the right ones. */
function message(name: string, fields: (sender: Sender) => Record<string, unknown>): BadInput {
  return silent(name, (sender) => ({ message: { ...messageOf(sender), ...fields(sender) } }));
}

const service = (name: string, fields: object): BadInput => ({
  name: `the news of ${name}`,
  at: 'home',
  sends: { message: fields },
  sees: 'I cannot use that here',
});

function body(name: string, content: unknown, status: 200 | 400): BadInput {
  return {
    name: `a webhook call with ${name}`,
    at: 'home',
    sends: { body: content, status },
    sees: null,
  };
}

const text = { chat: { id: 1, type: 'private' }, text: 'x', message_id: 1 };

/** Updates that are not for the bot, or none at all. */
export const UPDATES: readonly BadInput[] = [
  ...otherTypes.map((type) =>
    silent(`an update of the kind ${type}`, (sender) => ({ [type]: messageOf(sender) })),
  ),
  message('a message from a group', () => ({ chat: { id: -1, type: 'group', title: '<b>' } })),
  message('a message from a supergroup of an anonymous admin', ({ chat }) => ({
    chat: { id: -1_001_000, type: 'supergroup', title: 'x' },
    sender_chat: chat,
  })),
  message('a message of another bot', ({ from }) => ({ from: { ...from, is_bot: true } })),
  message('a message of nobody', () => ({ from: undefined })),
  message('a message of a person numbered minus one', ({ from }) => ({
    from: { ...from, id: -1 },
  })),
  message('a message whose person is a text', () => ({ from: 'admin' })),
  message('a message in a chat without a kind', ({ chat: { id } }) => ({ chat: { id } })),
  message('a message with an id of half', () => ({ message_id: 0.5 })),
  silent('a message that is a text', () => ({ message: '/cancel' })),
  silent('a message and a press that are nothing', () => ({ message: null, callback_query: null })),
  silent('news of the bot’s place in a group', ({ from }) => ({
    my_chat_member: {
      chat: { id: -1, type: 'group', title: 'x' },
      from,
      date: 1,
      new_chat_member: { status: 'kicked' },
    },
  })),
  silent('news of a membership of no known kind', ({ from, chat }) => ({
    my_chat_member: { chat, from, date: 1, new_chat_member: { status: 'promoted' } },
  })),
  service('a pinned message', { pinned_message: { message_id: 1 } }),
  service('a payment', { successful_payment: { currency: 'XTR', total_amount: 1 } }),
  service('data of a web app', { web_app_data: { data: 'cancel:1', button_text: 'x' } }),
  service('people that were shared', { users_shared: { request_id: 1, users: [] } }),
  service('a passport', { passport_data: { data: [], credentials: {} } }),
  service('a gift', { gift: {} }),
  body('nothing in it', {}, 400),
  body('an empty list', [], 400),
  body('a list of updates', [{ update_id: 1, message: text }], 400),
  body('null', null, 400),
  body('a text', 'x', 400),
  body('a number', 7, 400),
  body('no update id', { message: text }, 400),
  body('a negative update id', { update_id: -1, message: text }, 400),
  body('a broken update id', { update_id: 1.5, message: text }, 400),
  body('an update id in letters', { update_id: '1', message: text }, 400),
  body('an update id beyond what is exact', { update_id: 2 ** 53, message: text }, 400),
  body('an update id and nothing else', { update_id: 1 }, 200),
  body('a message without a person', { update_id: 2, message: text }, 200),
  body('a message that is a list', { update_id: 3, message: [] }, 200),
  body('a polluted prototype', JSON.parse('{"update_id":4,"__proto__":{"isAdmin":true}}'), 400),
  body(
    '100 kB of entities',
    {
      update_id: 5,
      message: { ...text, entities: Array(3000).fill({ type: 'bold', offset: 0, length: 1 }) },
    },
    200,
  ),
];
