/** More than Telegram lets anyone write in one message. */
const LONGEST_TEXT = 4_096;

/** Characters of all texts together, and how many there may be: a text, a caption and what else a message has room for. */
const LONGEST_TEXTS = 16_384;
const MOST_TEXTS = 100;

/** A message is not nested deeper than this in what is read of it: a reply, its keyboard, a row, a button, its text. */
const DEEPEST = 12;

/** The fields that hold what somebody says or links to, in whichever part of a message. Source: Bot API, Message. */
const SAYING = [
  'text',
  'caption',
  'url',
  'question',
  'title',
  'description',
  'explanation',
] as const;

/** Read after all else of a message, the nearest first: what it answers to. */
const ANSWERED = ['quote', 'reply_to_message', 'external_reply'] as const;

/** Names of people and chats, and messages that the person neither wrote nor points at. */
const NOT_READ: ReadonlySet<string> = new Set([
  ...SAYING,
  ...ANSWERED,
  'from',
  'chat',
  'sender_chat',
  'forward_origin',
  'origin',
  'user',
  'via_bot',
  'pinned_message',
  'checklist_message',
]);

/**
 * What a message says, in the order in which it is looked through for a code: its text or caption,
 * where its links and buttons lead, what else it carries (a rich text, a poll, a checklist); then the
 * part that it quotes and the message that it replies to. What the bot itself said is not among it,
 * unless it is quoted: a "thank you" in reply to a verdict asks for nothing.
 *
 * @param message a message as it came, in any form
 * @returns at most 100 texts of at most 4,096 characters each, and 16,384 together; the work is linear
 *   in the size of the message
 */
export function textsOf(message: unknown): string[] {
  const texts: string[] = [];
  let room = LONGEST_TEXTS;
  for (const text of saidIn(message, 0)) {
    const cut = text.slice(0, Math.min(LONGEST_TEXT, room));
    if (cut.trim() === '' || texts.includes(cut)) continue;
    texts.push(cut);
    room -= cut.length;
    if (room === 0 || texts.length === MOST_TEXTS) break;
  }
  return texts;
}

function* saidIn(part: unknown, depth: number): Generator<string> {
  if (typeof part !== 'object' || part === null || depth > DEEPEST) return;
  if (Array.isArray(part)) {
    for (const each of part) yield* saidIn(each, depth + 1);
    return;
  }
  const fields: Record<string, unknown> = { ...part };
  for (const name of SAYING) {
    const said = fields[name];
    if (typeof said === 'string') yield said;
    else yield* saidInPieces(said, depth + 1);
  }
  for (const [name, value] of Object.entries(fields)) {
    if (!NOT_READ.has(name)) yield* saidIn(value, depth + 1);
  }
  for (const name of ANSWERED) {
    if (!isOfBot(fields[name])) yield* saidIn(fields[name], depth + 1);
  }
}

/** A rich text is made of pieces, where bold begins or a link: read as a whole, and then piece by piece for its links. */
function* saidInPieces(said: unknown, depth: number): Generator<string> {
  const pieces = [...piecesOf(said, depth)];
  if (pieces.length > 0) yield pieces.join('');
  yield* saidIn(said, depth);
}

function* piecesOf(said: unknown, depth: number): Generator<string> {
  if (typeof said === 'string') yield said;
  if (typeof said !== 'object' || said === null || depth > DEEPEST) return;
  const inside: unknown[] = Array.isArray(said) ? said : 'text' in said ? [said.text] : [];
  for (const piece of inside) yield* piecesOf(piece, depth + 1);
}

/** In a private chat there is no other bot than this one. */
function isOfBot(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('from' in message)) return false;
  const { from } = message;
  return typeof from === 'object' && from !== null && 'is_bot' in from && from.is_bot === true;
}
