import type { BadInput } from './bad-input.ts';

const READ_AGAIN = 'please read it again';
const HINT = 'To check a card, scan the QR code';
const GREETING = 'Hello!';

/** The payload of a deep link, as the app sends it when the link is opened. */
function payload(name: string, text: string, sees: string): BadInput {
  return { name: `a link with ${name}`, at: 'customer', sends: { text: `/start ${text}` }, sees };
}

function written(name: string, text: string, sees: string): BadInput {
  return { name, at: 'customer', sends: { text }, sees };
}

/** What customers send in place of a code. None of it counts a check. */
export const CODES: readonly BadInput[] = [
  payload('64 characters', 'A-_z'.repeat(16), READ_AGAIN),
  payload('65 characters', 'x'.repeat(65), READ_AGAIN),
  payload('percent-encoded dots', '%2e%2e%2f', READ_AGAIN),
  payload('an equals sign', 'start=', READ_AGAIN),
  payload('base64url of garbage', 'yv66vtQB3q2-7_8', READ_AGAIN),
  payload('a path', '../../../../etc/passwd', READ_AGAIN),
  payload('SQL', "'; drop table card; --", READ_AGAIN),
  payload('emoji', '🐉🐉🐉', READ_AGAIN),
  payload('NUL', '\u0000', READ_AGAIN),
  payload('half a surrogate pair', '\ud800', READ_AGAIN),
  payload('a code that is too short by one', '7K2M9QXD4TJ', READ_AGAIN),
  payload('a code with a wrong check', '7K2M9QXD4T00', READ_AGAIN),
  payload('a code and 52 characters more', `7K2M9QXD4TJE${'0'.repeat(52)}`, READ_AGAIN),
  payload(
    'a UUID of the earlier bot that no card has',
    '3f2b8c1e-7a54-4d0b-9c63-1e5a8f7d2b90',
    READ_AGAIN,
  ),
  payload('4,000 characters', 'y'.repeat(4000), READ_AGAIN),
  payload('markup', '<b>x</b>', READ_AGAIN),
  payload('spaces alone', '   ', GREETING),
  payload('a word of a machine', 'xstate.done.actor.registerCard', READ_AGAIN),
  written('the longest text', 'y'.repeat(4096), HINT),
  written('NUL and lone surrogates', '\u0000\ud800\udfff', HINT),
  written('markup', '<b>Is this real?</b> &amp;', HINT),
  written('a right-to-left text', 'هل هذا أصلي؟ \u202e', HINT),
  written('a link to another site', 'https://example.com/?start=7K2M9QXD4T00', READ_AGAIN),
  written('1,000 words that are no code', 'word '.repeat(800), HINT),
  written('an admin’s command in capitals', '/ADD', 'for the shop’s admins only'.replace('’', "'")),
  written('a command of 40 letters', `/${'a'.repeat(40)}`, HINT),
  written('a slash', '/', HINT),
  {
    name: 'a name of 200 characters of markup',
    at: 'customer',
    sends: {
      update: ({ from, chat }) => ({
        message: {
          message_id: 1,
          date: 1,
          chat,
          from: {
            ...from,
            first_name: '<b>&\u0000\ud800'.repeat(40),
            last_name: '\u202e</b>',
            username: '<script>',
            language_code: 'xx-<b>',
          },
          text: '/start',
        },
      }),
    },
    sees: GREETING,
  },
  {
    name: 'nobody’s first name',
    at: 'customer',
    sends: {
      update: ({ chat, from: { id } }) => ({
        message: { message_id: 1, date: 1, chat, from: { id, is_bot: false }, text: '/start' },
      }),
    },
    sees: null,
  },
];
