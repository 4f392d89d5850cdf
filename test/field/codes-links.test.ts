import { expect } from 'vitest';
import { parseCode, parsePayload } from '../../src/codes/verification-code.ts';
import { verificationLink } from '../../src/codes/verification-link.ts';
import { fieldCase } from '../support/reports/field-case.ts';

const CODE = 'A1B2C3D4E5FC';
const LINK = verificationLink('cards_bot', CODE);
const found = { type: 'code', code: CODE };

function row(kind: string, input: string, ...texts: readonly string[]): void {
  fieldCase('people', { kind, input, outcome: 'the code is checked' }, () => {
    for (const text of texts) {
      expect(parseCode(text), text).toEqual(found);
      expect(parseCode(`Look: ${text} Is it real?`), text).toEqual(found);
    }
  });
}

function encoded(text: string, times: number): string {
  return times === 0 ? text : encoded(encodeURIComponent(text), times - 1);
}

const lowerHex = (text: string) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
const away = (link: string) => `https://x.example/away?to=${link}`;

const wrapped = 'links wrapped by other services';

row(wrapped, 'https://x.example/away?to= and the link, percent-encoded', away(encoded(LINK, 1)));
row(
  wrapped,
  'percent-encoded twice or more, up to eight times, in capitals or not',
  ...[2, 3, 5, 8].flatMap((times) => [
    away(encoded(LINK, times)),
    away(lowerHex(encoded(LINK, times))),
  ]),
);
row(
  wrapped,
  'the parameters of Google, Facebook, VK and Outlook',
  `https://www.google.com/url?q=${encoded(LINK, 1)}&sa=D&source=editors&ust=1`,
  `https://l.facebook.com/l.php?u=${encoded(LINK, 1)}&h=AT0abcdefghij`,
  `https://vk.com/away.php?to=${encoded(LINK, 1)}&cc_key=`,
  `https://nam02.safelinks.protection.outlook.com/?url=${encoded(LINK, 1)}&data=05%7C02%7Ca%40b.example`,
);
row(
  wrapped,
  'rewritten by a mail server with hyphens for percent signs, or within underscores',
  `https://urldefense.proofpoint.com/v2/url?u=https-3A__t.me_cards-5Fbot-3Fstart-3D${CODE}&d=DwMF`,
  `https://urldefense.com/v3/__${LINK}__;!!abc`,
);
row(
  wrapped,
  'with entities of HTML, also encoded twice',
  `https://t.me/cards_bot?utm=1&amp;start=${CODE}`,
  `https://t.me/cards_bot?utm=1&amp;amp;start=${CODE}`,
  `https://t.me/cards_bot?start&#61;${CODE}`,
  `https://t.me/cards_bot&#x3F;start&equals;${CODE}`,
  `<a href="${LINK}">here</a>`,
);
row(
  wrapped,
  'quoted in mail or in JSON',
  `https://t.me/cards_bot?start=3D${CODE}`,
  `"https:\\/\\/t.me\\/cards_bot?start\\u003d${CODE}"`,
);

const links = 'links that open the bot';

row(
  links,
  'the app, and every address of Telegram',
  `tg://resolve?domain=cards_bot&start=${CODE}`,
  `tg:resolve?start=${CODE}&domain=cards_bot`,
  `telegram.me/cards_bot?start=${CODE}`,
  `https://telegram.dog/cards_bot?start=${CODE}`,
  `https://cards_bot.t.me?start=${CODE}`,
  `https://cards_bot.t.me/?start=${CODE}`,
  `https://web.telegram.org/k/#?tgaddr=${encoded(`tg://resolve?domain=cards_bot&start=${CODE}`, 1)}`,
);
row(
  links,
  'a slash before the parameters, others before `start`, a fragment, capitals',
  `https://t.me/cards_bot/?start=${CODE}`,
  `https://t.me/cards_bot?text=hi&utm_source=x&start=${CODE}&y=1#top`,
  `HTTPS://T.ME/CARDS_BOT?START=${CODE.toLowerCase()}`,
  `https://t.me/cards_bot#start=${CODE}`,
);
row(
  links,
  '`startapp` and `startgroup` for `start`',
  `https://t.me/cards_bot?startapp=${CODE}`,
  `https://t.me/cards_bot?startgroup=${CODE}`,
);
row(
  links,
  'to elsewhere, with a code in the path or a parameter',
  `https://shop.example/c/${CODE}`,
  'https://shop.example/c/A1B2-C3D4-E5FC/',
  `https://shop.example/c%2F${CODE}?utm=1`,
  `https://shop.example/check?code=a1b2-c3d4-e5fc&lang=ru`,
  `http://shop.example/#/verify/${CODE}`,
);

fieldCase(
  'people',
  {
    kind: links,
    input: 'a link of this kind with a wrong character in its code',
    outcome: 'asked to read the code again',
  },
  () => {
    const wrong = LINK.replace('FC', 'FD');
    for (const text of [wrong, away(encoded(wrong, 2)), `/start=${CODE}0 t.me/x?start=1`]) {
      expect(parseCode(text).type, text).not.toBe('none');
    }
    expect(parseCode(away(encoded(wrong, 2)))).toEqual({ type: 'mistyped' });
    expect(parsePayload(`${CODE}0`)).toEqual({ type: 'mistyped' });
  },
);

fieldCase(
  'people',
  {
    kind: links,
    input: "a link to another bot, and the card's code beside it",
    outcome: 'the code is checked',
  },
  () => {
    expect(parseCode(`https://t.me/other_bot?start=promo A1B2-C3D4-E5FC`)).toEqual(found);
  },
);
