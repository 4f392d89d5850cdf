import { isCode } from './codes/verification-code.ts';

/** A bot token wherever it stands, its colon plain or percent-encoded. */
const TOKEN = String.raw`(?<!\d)\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}`;

/** A token of any length in the path of a Bot API call or of a file: what follows /bot. */
const TOKEN_IN_PATH = String.raw`(?<=/bot)\d+(?::|%3[Aa])[^/\s"'\\]+`;

/** Twelve characters of the alphabet that stand alone, plain or as printed. */
const CODE =
  /(?<![0-9A-Za-z])(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[0-9A-Z]{12}(?![0-9A-Za-z])/g;

/**
 * Makes the function that takes out of a text what must not be seen: bot tokens (`<token>`), the
 * given secrets, plain, percent-encoded and as within a JSON string (`<secret>`), and verification
 * codes with a letter in them (`<code>`). The last is a net only: our own code logs no codes.
 *
 * @param secrets such as `secretsOf(config)`; blank ones are left out. A very short one is taken
 *   out of every word that holds it.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret.trim() !== '').flatMap(formsOf))];
  const longestFirst = forms.sort((a, b) => b.length - a.length).map(literal);
  const isToken = /^\d+(?::|%3[Aa]).+$/;
  const secret = new RegExp([TOKEN_IN_PATH, TOKEN, ...longestFirst].join('|'), 'g');
  return (text) =>
    text
      .replace(secret, (found) => (isToken.test(found) ? '<token>' : '<secret>'))
      .replace(CODE, (found) => (isLikelyCode(found) ? '<code>' : found));
}

/** How a secret may be written in a URL (either case of the hex digits) or in a JSON string. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const lowerHex = encoded.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return [secret, encoded, lowerHex, encodeURI(secret.toWellFormed()), jsonForm(secret)];
}

function jsonForm(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** Digits alone are rather a number, and nearly no code is without a letter. */
function isLikelyCode(text: string): boolean {
  return /[A-Z]/.test(text) && isCode(text.replaceAll('-', ''));
}
