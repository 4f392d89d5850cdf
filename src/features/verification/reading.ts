import { type ParsedCode, parseCode, parsePayload } from '../../codes/verification-code.ts';
import type { Reading } from '../../replies/reading.ts';
import { parseAsk } from './ask-data.ts';
import { parseShare } from './share-link.ts';
import type { VerificationReply } from './stored-replies.ts';

/** Finds codes and shared pages in what people send, and presses of the buttons below a verdict. */
export const verificationReading = {
  ofTexts: (texts, typed) => sharedIn(texts) ?? replyTo(codeAmong(texts, typed)),
  ofPayload: (payload) => sharedIn([payload]) ?? replyTo(parsePayload(payload)),
  ofPress: parseAsk,
} satisfies Reading;

function sharedIn(texts: readonly string[]): VerificationReply | null {
  const cardId = texts.map(parseShare).find((id) => id !== null) ?? null;
  return cardId === null ? null : { kind: 'shared', cardId };
}

/**
 * The first code in any of the texts. Where there is none, what the person typed counts: only there is
 * a code that was read wrongly told from words that mean something else.
 */
function codeAmong(texts: readonly string[], typed: string): ParsedCode {
  const parsed = texts.map(parseCode);
  const code = parsed.find(({ type }) => type === 'code');
  if (code !== undefined) return code;
  const own = parseCode(typed);
  if (own.type !== 'none') return own;
  return parsed.find(({ type }) => type === 'example') ?? own;
}

function replyTo(parsed: ParsedCode): VerificationReply | null {
  if (parsed.type === 'none') return null;
  return parsed.type === 'code' ? { kind: 'verdict', code: parsed.code } : { kind: parsed.type };
}
