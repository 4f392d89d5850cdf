import type { BadInput, Taken } from './bad-input.ts';

const ASTRONAUT = '👩🏽‍🚀';
const KEYCAP = '1️⃣';
const FLAG = '🇺🇳';

/** A text that the name step keeps, as it is unless told otherwise. */
function kept(name: string, text: string, as = text): BadInput {
  const taken: Taken = { to: 'description', name: as };
  return { name, at: 'name', sends: { text }, sees: 'Step 3 of 4', taken };
}

function refused(name: string, text: string, sees: string): BadInput {
  return { name, at: 'name', sends: { text }, sees };
}

function described(name: string, text: string, as = text): BadInput {
  const taken: Taken = { to: 'packagedPhoto', description: as };
  return { name, at: 'description', sends: { text }, sees: 'Step 4 of 4', taken };
}

const EMPTY = 'The name is empty';
const TOO_LONG = 'a name has 255 at most';

/** Deeper than anybody quotes. */
function nestedReply(depth: number): object {
  return depth === 0 ? {} : { reply_to_message: nestedReply(depth - 1) };
}

const entities = Array.from({ length: 150 }, (_, offset) => ({
  type: 'bold' as const,
  offset,
  length: 1,
}));

/** Texts at the steps of the wizard. */
export const TEXTS: readonly BadInput[] = [
  kept('255 astronauts of seven units each', ASTRONAUT.repeat(255)),
  kept('255 flags', FLAG.repeat(255)),
  refused('256 keycaps', KEYCAP.repeat(256), `256 characters; ${TOO_LONG}`),
  refused('256 letters with two marks each', 'a\u0323\u0301'.repeat(256), `256 characters`),
  refused('4,097 characters, more than Telegram has', 'ж'.repeat(4097), TOO_LONG),
  refused('the longest text with an emoji cut in the middle', `${'x'.repeat(4095)}👨`, TOO_LONG),
  kept('markup that does not close', '<b>Dragon</i><tg-spoiler><pre'),
  kept('a script', '<script>alert(document.domain)</script>'),
  kept('entities that were escaped already', '&amp;amp; &lt;b&gt; &#0; &nbsp; &'),
  kept('a mention by markup', '<a href="tg://user?id=1">Dragon</a>'),
  kept('Markdown that does not close', '*_[`~|](\\ ||x'),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a person might type
  kept('templates of other languages', "${7*7} {{7*7}} %s%n #{x} <%= x %> $(id) `id` ' or 1=1 --"),
  kept('the name of a property of everything', 'constructor'),
  kept('a word that some take for nothing', 'null'),
  kept('Hebrew', 'דרקון הצפון'),
  kept('Arabic and Latin in one line', 'تنين Dragon ١٩٩٩'),
  kept('direction isolates and overrides', '\u2067\u202eDragon\u2069\u202c\u200f', 'Dragon'),
  kept('zero-width characters in a word', 'D\u200br\u200ca\u200dg\ufeffo\u2060n', 'Dragon'),
  kept('Persian with its joiner', 'می\u200cخواهم'),
  refused('zero-width characters alone', '\u200b\u200c\u200d\u2060\ufeff', EMPTY),
  refused('variation selectors and tags alone', '\ufe0f\u{e0041}\u{e007f}', EMPTY),
  refused('spaces of every width', '\u00a0\u1680\u2000\u2003\u202f\u205f\u3000', EMPTY),
  kept('a mark on nothing', '\u0301Dragon', '\u0301Dragon'),
  kept(
    'marks on every letter',
    `D${'\u0335'.repeat(300)}r${'\u0321'.repeat(300)}`,
    `D${'\u0335'.repeat(8)}r${'\u0321'.repeat(8)}`,
  ),
  kept('NUL in a word', 'Dra\u0000gon', 'Dragon'),
  kept('escape sequences of terminals', '\u001b[31mDragon\u001b[0m\u0007', '[31mDragon[0m'),
  kept('lone halves of surrogate pairs', '\ud800Dra\udc00gon\ud83d', 'Dragon'),
  kept('noncharacters', 'Dra\ufffegon\uffff', 'Dragon'),
  kept('3,000 line breaks before a word', `${'\n'.repeat(3000)}Dragon`, 'Dragon'),
  kept(
    'line breaks of other systems',
    'Dragon\u2028of\u2029the\u0085North\u000b1999',
    'Dragon of the North 1999',
  ),
  {
    name: 'what is a code',
    at: 'name',
    sends: { text: '7K2M-9QXD-4TJE' },
    sees: "Is this the card's name?",
    taken: { to: 'nameQuestion', name: '7K2M-9QXD-4TJE' },
  },
  kept('what would be a command but for the space', ' /cancel', '/cancel'),
  kept('a slash and more', '/dev/null; rm -rf /'),
  refused('a command that nobody has', '/givememoney now', 'I do not know this command'),
  {
    name: 'a command for another bot, which is a command all the same',
    at: 'name',
    sends: { text: '/start@some_other_bot' },
    sees: 'Register a card, find one',
    taken: { to: 'home' },
  },
  {
    name: 'a text with 150 entities',
    at: 'name',
    sends: { message: { text: 'x'.repeat(150), entities } },
    sees: 'Step 3 of 4',
    taken: { to: 'description', name: 'x'.repeat(150) },
  },
  {
    name: 'a text that quotes 200 messages in each other',
    at: 'name',
    sends: { message: { text: 'Dragon', ...nestedReply(200) } },
    sees: 'Step 3 of 4',
    taken: { to: 'description', name: 'Dragon' },
  },
  {
    name: 'a text that was forwarded from a hidden user and dates from 1970',
    at: 'name',
    sends: {
      message: {
        text: 'Dragon',
        date: 0,
        forward_origin: { type: 'hidden_user', sender_user_name: '<b>', date: -1 },
      },
    },
    sees: 'Step 3 of 4',
    taken: { to: 'description', name: 'Dragon' },
  },
  {
    name: 'a text that is a number',
    at: 'name',
    sends: { message: { text: 7 as unknown as string } },
    sees: 'I need a text message here',
  },
  {
    name: 'a photo whose caption would be a good name',
    at: 'name',
    sends: {
      message: {
        caption: 'Dragon',
        photo: [{ file_id: 'x', file_unique_id: 'x', width: 9, height: 9 }],
      },
    },
    sees: 'I need a text message here',
  },
  described(
    '2,001 flags, of which a message of Telegram holds 1,024',
    FLAG.repeat(2001),
    FLAG.repeat(1024),
  ),
  {
    name: '4,096 angle brackets',
    at: 'description',
    sends: { text: '<'.repeat(4096) },
    sees: '4,096 characters; a description has 2000 at most',
  },
  {
    name: 'spaces, invisible characters and controls',
    at: 'description',
    sends: { text: ' \u200b\u0000\n\u2800\t\u202e\ud800 ' },
    sees: 'I need a text message here',
  },
  described('2,000 ampersands, five units each when they are escaped', '&'.repeat(2000)),
  described(
    'paragraphs between floods of line breaks',
    `A${'\n'.repeat(1000)}B\r\n\r\n\r\nC`,
    'A\n\nB\n\nC',
  ),
  described('a second language of markup', '</b></b>&lt;/b&gt; {"a":1} <tg-emoji emoji-id="1">'),
  {
    name: 'a text of 4,096 characters',
    at: 'home',
    sends: { text: 'x'.repeat(4096) },
    sees: 'I cannot use that here',
  },
  { name: 'an empty text', at: 'home', sends: { text: '' }, sees: 'I cannot use that here' },
  {
    name: 'a text where a photo is due',
    at: 'packagedPhoto',
    sends: { text: '\u202e<b>' },
    sees: 'I need a photo here',
  },
];
