import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatText, plainText } from '../../playground/text/formatted-text.ts';

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const text = fc.string({ unit: 'grapheme', maxLength: 200 });

test('gives back every escaped text as it was, in or out of a tag', () => {
  fc.assert(
    fc.property(text, (given) => {
      const plain = plainText(given);
      const asHtml = formatText({ text: escapeHtml(given), parseMode: 'HTML', entities: [] });
      expect(asHtml).toEqual(plain);
      const bold = `<b>${escapeHtml(`x${plain.text}x`)}</b>`;
      const parsed = formatText({ text: bold, parseMode: 'HTML', entities: [] });
      expect(parsed.text).toBe(`x${plain.text}x`);
    }),
  );
});

test('never makes an entity that reaches out of the text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        '<b>',
        '</b>',
        '<i>',
        '</i>',
        '<code>',
        '</code>',
        ' ',
        '\n',
        't.me/x',
        '/go',
      ),
      text,
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const source = parts.join('');
      try {
        const { text: shown, entities } = formatText({
          text: source,
          parseMode: 'HTML',
          entities: [],
        });
        for (const { offset, length } of entities) {
          expect(length).toBeGreaterThan(0);
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset + length).toBeLessThanOrEqual(shown.length);
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 400 });
      }
    }),
  );
});
