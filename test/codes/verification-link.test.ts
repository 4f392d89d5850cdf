import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareLink, verificationLink } from '../../src/codes/verification-link.ts';

const CODE = 'A1B2C3D4E5FC';

test('the verification link is the deep link of the bot', () => {
  expect(verificationLink('cardseal_bot', CODE)).toBe(
    'https://t.me/cardseal_bot?start=A1B2C3D4E5FC',
  );
});

test('the share link gives back the link and the text, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const link = verificationLink('cardseal_bot', CODE);
      const url = new URL(shareLink(link, text));
      expect(url.origin + url.pathname).toBe('https://t.me/share/url');
      expect(url.searchParams.get('url')).toBe(link);
      expect(url.searchParams.get('text')).toBe(text.toWellFormed());
      expect(url.search).not.toContain('+');
    }),
  );
});

test('the share link keeps what means something in a link apart from the text', () => {
  expect(shareLink('https://t.me/b?start=X', 'one & two = 3 + 4? #5')).toBe(
    'https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fb%3Fstart%3DX&text=one%20%26%20two%20%3D%203%20%2B%204%3F%20%235',
  );
});
