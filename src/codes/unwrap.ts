/** So often one service wraps what another one has wrapped. What is wrapped more often is not read. */
const MOST_WRAPPINGS = 8;

/** An entity of HTML that may stand in a link: by its number, or by its name. */
const ENTITY =
  /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>amp|equals|quest|colon|sol|num|period|hyphen|dash|lowbar|nbsp|lt|gt|quot));/gi;

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  equals: '=',
  quest: '?',
  colon: ':',
  sol: '/',
  num: '#',
  period: '.',
  hyphen: '-',
  dash: '-',
  lowbar: '_',
  nbsp: ' ',
  lt: '<',
  gt: '>',
  quot: '"',
};

const PERCENT_ENCODED = /(?:%[\da-f]{2})+/gi;
const JSON_ESCAPE = /\\u([\da-f]{4})/gi;

/**
 * Takes out of their wrappings the links that other services pass on, redirect or quote:
 * percent-encoded, as within HTML, as within JSON, and those in each other, at most eight deep. What is
 * not well-formed reads as U+FFFD or stays as it is. The result is no longer than the text.
 */
export function unwrap(text: string): string {
  let inner = text;
  for (let depth = 0; depth < MOST_WRAPPINGS; depth++) {
    const next = unwrapOnce(inner);
    if (next === inner) break;
    inner = next;
  }
  return inner;
}

function unwrapOnce(text: string): string {
  return text
    .replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
      return characterOf(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal));
    })
    .replace(JSON_ESCAPE, (_, hex: string) => characterOf(parseInt(hex, 16)))
    .replace(PERCENT_ENCODED, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

function characterOf(codePoint: number): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '\uFFFD';
}
