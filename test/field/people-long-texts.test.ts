import { expect, vi } from 'vitest';
import { fieldCase } from '../support/reports/field-case.ts';
import { beginCounting } from '../support/sources/executed.ts';

const count = beginCounting();
const { isCodeOrLink } = await import('../../src/codes/code-or-link.ts');
const { parseCode, parsePayload } = await import('../../src/codes/verification-code.ts');
const { createRedactor } = await import('../../src/redaction.ts');
const { cleanLine, cleanText } = await import('../../src/text/clean-text.ts');
const { countCharacters } = await import('../../src/text/graphemes.ts');
const { escapeHtml, fitHtml } = await import('../../src/text/html.ts');

const kind = 'texts that hold everybody up';

/** Texts of about so many characters, each hard for something. */
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  'signs that stand for whole phrases (4,096 times U+FDFA)': (size) => '\uFDFA'.repeat(size),
  'beginnings of links, and signs of five letters (700 `tg:`, 1,800 times U+33AF)': (size) =>
    'tg:'.repeat(size / 4) + '\u33AF'.repeat(size / 4),
  'marks of two kinds in turn on one letter': (size) => `a${'\u0301\u0323'.repeat(size / 2)}`,
  'marks of two kinds, one after the other': (size) =>
    `a${'\u0301'.repeat(size / 2)}${'\u0323'.repeat(size / 2)}`,
  'spaces in front of nothing': (size) => `${' '.repeat(size)}x`,
  'digits alone': (size) => '1'.repeat(size),
  'joiners and selectors': (size) => '😀\ufe0f\u200d'.repeat(size / 4),
  'selectors alone': (size) => '\ufe0f'.repeat(size),
  'what is encoded again and again': (size) => `%${'25'.repeat(size / 2)}`,
  'hyphens and letters in turn': (size) => 'A-'.repeat(size / 2),
  'groups of four': (size) => 'A1B2 '.repeat(size / 5),
  'parameters of links': (size) => 't.me?start='.repeat(size / 11),
  'brackets and ampersands': (size) => '<a&#1'.repeat(size / 5),
};

const redact = createRedactor(['a secret']);

/** All that looks at what a stranger writes. */
function lookAt(text: string): void {
  parseCode(text);
  parsePayload(text);
  isCodeOrLink(text);
  cleanText(text);
  cleanLine(text);
  countCharacters(text);
  fitHtml(escapeHtml(text), 1000);
  redact(text);
}

const OUTCOME = 'twice the text takes twice the steps; nobody waits';

for (const [input, text] of Object.entries(TEXTS)) {
  fieldCase('people', { kind, input, outcome: OUTCOME }, () => {
    const [short, long] = [2000, 4000].map((size) => count(() => lookAt(text(size))));
    expect(short).toBeGreaterThan(0);
    expect(long).toBeLessThan(2.3 * (short ?? 0) + 1000);
  });
}

fieldCase(
  'people',
  { kind, input: 'more than 32 marks on a letter', outcome: 'are cut before they are sorted' },
  () => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    for (const text of Object.values(TEXTS)) lookAt(text(2048));
    const normalised = normalize.mock.contexts.map(String);
    normalize.mockRestore();
    expect(normalised.length).toBeGreaterThan(0);
    for (const text of normalised) expect(text).not.toMatch(/\p{M}{33}/u);
  },
);
