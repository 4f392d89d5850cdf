import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCode, formatCode } from '../src/codes/verification-code.ts';
import { createRedactor } from '../src/redaction.ts';

const TOKEN = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOO-_QQr';

describe('without any secret given, a bot token goes', () => {
  const redact = createRedactor([]);

  test.each([
    [`token ${TOKEN}.`, 'token <token>.'],
    [`https://api.telegram.org/bot${TOKEN}/getMe`, 'https://api.telegram.org/bot<token>/getMe'],
    [`http://h/file/bot${TOKEN}/photos/1.jpg`, 'http://h/file/bot<token>/photos/1.jpg'],
    [`{"url":"http://h/bot${TOKEN}"}`, '{"url":"http://h/bot<token>"}'],
    [encodeURIComponent(TOKEN), '<token>'],
    ['http://h/bot42%3aabc/getMe', 'http://h/bot<token>/getMe'],
    ['http://h/bot42:short/getMe', 'http://h/bot<token>/getMe'],
    [`${TOKEN} ${TOKEN}`, '<token> <token>'],
  ])('%s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  test.each([
    '12:30',
    'http://h/bot/help',
    '{"time":1763826000000,"pid":1}',
    'user:password',
    '',
  ])('%j stays', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('a given secret goes', () => {
  test('whatever characters it has: plain, in a URL, in JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (anything) => {
        const secret = `§${anything}§`;
        const redact = createRedactor([secret]);
        const encoded = encodeURIComponent(secret.toWellFormed());
        expect(redact(`a ${secret} b`)).toBe('a <secret> b');
        expect(redact(`http://h/?x=${encoded}`)).toBe('http://h/?x=<secret>');
        expect(redact(JSON.stringify({ x: secret }))).toBe('{"x":"<secret>"}');
      }),
    );
  });

  test('with either case of the hex digits', () => {
    expect(createRedactor(['sword/fish'])('sword%2Ffish sword%2ffish')).toBe('<secret> <secret>');
  });

  test('whole, where one secret begins with another', () => {
    const redact = createRedactor(['sword', 'swordfish']);
    expect(redact('swordfish sword')).toBe('<secret> <secret>');
  });

  test('once, where it is a word of the marks', () => {
    expect(createRedactor(['secret', 'token'])(`secret ${TOKEN}`)).toBe('<secret> <token>');
  });

  test('and a blank one changes nothing', () => {
    expect(createRedactor(['', ' '])('a b')).toBe('a b');
  });
});

describe('a verification code goes', () => {
  const redact = createRedactor([]);

  test('plain, as printed and in its link', () => {
    const code = 'A1B2C3D4E5FC';
    expect(redact(`"${code}" ${formatCode(code)} https://t.me/b?start=${code}`)).toBe(
      '"<code>" <code> https://t.me/b?start=<code>',
    );
  });

  test('whatever it is, unless it has digits only', () => {
    for (let i = 0; i < 1000; i++) {
      const code = createCode();
      expect(redact(code)).toBe(/[A-Z]/.test(code) ? '<code>' : code);
    }
  });

  test.each([
    'A1B2C3D4E5FD',
    'XA1B2C3D4E5FC',
    'A1B2C3D4E5FC0',
    'ECONNREFUSED',
    '000000000000',
    '202611221530',
  ])('%s is none', (text) => {
    expect(redact(text)).toBe(text);
  });
});
