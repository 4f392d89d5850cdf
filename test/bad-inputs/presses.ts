import type { BadInput, Sender } from './bad-input.ts';

const STALE = 'That button belongs to an older message';

/** Callback data that no button at home carries. */
function forged(name: string, data: string, sees = STALE): BadInput {
  return { name: `a press of ${name}`, at: 'home', sends: { press: data }, sees };
}

/** A whole callback query, with fields of one's choice. */
function query(
  name: string,
  fields: (sender: Sender) => Record<string, unknown>,
  sees: string | null,
  at: BadInput['at'] = 'home',
): BadInput {
  const update: (sender: Sender) => Record<string, unknown> = (sender) => ({
    callback_query: {
      id: String(sender.message),
      from: sender.from,
      chat_instance: '1',
      ...fields(sender),
    },
  });
  return { name: `a press ${name}`, at, sends: { update }, sees };
}

const shown = ({ chat, message }: Sender) => ({ chat, message_id: message, date: 1 });

/** Presses of buttons that do not exist, or not for who presses them. */
export const PRESSES: readonly BadInput[] = [
  forged('nothing', ''),
  forged('64 bytes of Cyrillic letters', 'ж'.repeat(32)),
  forged('65 bytes', 'x'.repeat(65)),
  forged('4,096 bytes', 'add:1'.repeat(820).slice(0, 4096)),
  forged('an event of the machine', 'xstate.done.actor.storeOriginal:{revision}'),
  forged('the end of the machine', 'xstate.stop:{revision}'),
  forged('the name of a property of everything', '__proto__:{revision}'),
  forged('an action in capitals', 'HOME:{revision}'),
  forged('a revision with a plus', 'home:+{revision}'),
  forged('a revision with leading zeros', 'home:00{revision}'),
  forged('a revision to come', 'home:999999999'),
  forged('a fraction', 'home:{revision}.5'),
  forged('two revisions', 'home:{revision}:{revision}'),
  forged('a card that is no id', 'open:{revision}:../../../../../../etc/passwd0000000000'),
  forged('a card’s id in capitals', 'open:{revision}:3F2B8C1E-7A54-4D0B-9C63-1E5A8F7D2B90'),
  forged('a space behind it', 'home:{revision} '),
  forged('a second line', 'home:{revision}\nadd:{revision}'),
  forged('full-width digits', 'home:１２'),
  forged('what is not here', 'confirm:{revision}', 'That does nothing here'),
  forged('switching on what is not open', 'on:{revision}', 'That does nothing here'),
  forged('a next page that there is not', 'older:{revision}', 'That does nothing here'),
  query('of a game', (sender) => ({ message: shown(sender), game_short_name: 'chess' }), STALE),
  query('without a message', () => ({ data: 'add:1' }), STALE),
  query(
    'on a message of an inline query',
    () => ({ inline_message_id: 'AAAA', data: 'cancel:1' }),
    STALE,
  ),
  query(
    'on a message that is gone, dated 1970',
    ({ chat }) => ({ message: { chat, message_id: 1, date: 0 }, data: 'add:1' }),
    STALE,
  ),
  query(
    'from a group',
    ({ revision }) => ({
      message: { chat: { id: -100, type: 'group', title: 'x' }, message_id: 1, date: 1 },
      data: `add:${revision}`,
    }),
    null,
  ),
  query('whose data is a number', (sender) => ({ message: shown(sender), data: 5 }), STALE),
  query('with an empty id', (sender) => ({ message: shown(sender), id: '' }), null),
  query('by nobody', (sender) => ({ message: shown(sender), from: {}, data: 'add:1' }), null),
  query(
    'of a customer on an admin’s button',
    (sender) => ({ message: shown(sender), data: 'add:1' }),
    null,
    'customer',
  ),
];
