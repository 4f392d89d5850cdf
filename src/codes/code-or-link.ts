import { plainForm } from './plain-form.ts';
import { unwrap } from './unwrap.ts';
import { parseCode } from './verification-code.ts';

const LINK = /(?<![a-z0-9])(?:https?:\/\/|tg:(?:\/\/)?resolve|(?:t|telegram)\.(?:me|dog)\/)/i;
const CODE_SHAPE = /^\s*(?:[0-9a-z]{4}-){2}[0-9a-z]{4}\s*$/i;

/**
 * Whether a text that was typed where another one is due is, or holds, a verification code or a link, or
 * has the shape of a printed code: a person has then probably sent it to the wrong place.
 */
export function isCodeOrLink(text: string): boolean {
  const { type } = parseCode(text);
  if (type === 'code' || type === 'example') return true;
  const plain = plainForm(unwrap(text));
  return LINK.test(plain) || (type === 'mistyped' && CODE_SHAPE.test(plain));
}
