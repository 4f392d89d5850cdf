/** Whether a piece of a text has to do with a link that opens a bot. */
const TELEGRAM = /(?<![a-z0-9-])(?:t\.me(?![a-z0-9-])|telegram\.(?:me|dog)(?![a-z0-9-])|tg:)/i;

/**
 * A `start` parameter and its value; also in the form that mail gives it (`=3D`), and that of links
 * which a mail server has rewritten with hyphens for percent signs (`-3Fstart-3D`).
 */
const START =
  /(?<=[?&#;/]|-3F|-26)start(?:app|group|channel|attach)?(?:=|-(?=3D))([\p{L}\p{M}\p{N}_-]*)/giu;

/** The links of a text that hand something to a bot. */
export interface TelegramLinks {
  /** What they hand over, in order; none is empty. */
  readonly payloads: readonly string[];
  /** The text without these links. */
  readonly rest: string;
}

/**
 * Finds the links in a text that hand something to a bot: of `t.me`, `telegram.me`, `telegram.dog` and
 * `tg:`, whichever parameter stands first, and in whichever other link they stand.
 *
 * @param plain a text in `plainForm`, out of its wrappings
 * @see https://core.telegram.org/api/links#bot-links
 */
export function findTelegramLinks(plain: string): TelegramLinks {
  const payloads: string[] = [];
  const rest: string[] = [];
  for (const piece of plain.split(/\s+/)) {
    const found = TELEGRAM.test(piece) ? payloadsIn(piece) : [];
    payloads.push(...found);
    if (found.length === 0) rest.push(piece);
  }
  return { payloads, rest: rest.join(' ') };
}

function payloadsIn(piece: string): string[] {
  return [...piece.matchAll(START)].flatMap(([, payload = '']) =>
    payload === '' ? [] : [payload],
  );
}
