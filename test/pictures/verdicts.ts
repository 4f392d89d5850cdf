import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Api, InputFile } from 'grammy';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { verdictMessage } from '../../src/features/verification/verdict-message.ts';
import type { Counts } from '../../src/features/verification/visits.ts';
import { drawPicture } from '../../src/images/draw-picture.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { LOCALES, type Locale } from '../../src/locales/locale.ts';
import type { Seen } from '../../src/screens/message.ts';
import { keyboardBelow } from '../../src/telegram/keyboard.ts';
import { LONGEST_CAPTION } from '../../src/text/html.ts';
import { verdictCard } from '../support/data/verdicts.ts';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';
import { launchBrowser } from '../support/servers/browser.ts';

/** Takes pictures of verdicts in the playground's page, in both languages, on a phone of usual and of small size: `docs/verdicts/`. */

const FOLDER = new URL('../../docs/verdicts/', import.meta.url);
const SAMPLES = new URL('../../playground/samples/', import.meta.url);
const QUALITY = 80;

/** What stands above a phone on a page that is no wider than it, in pixels. */
const ABOVE = 101;

/** What the page is as large as: an iPhone SE of 2016 has 320 by 568 pixels. */
const PHONES = {
  usual: { width: 390, height: 844 + ABOVE },
  small: { width: 320, height: 568 + ABOVE },
};

/** What the verdicts tell of checks. */
const COUNTS: Counts = {
  visits: 7,
  people: 5,
  firstAt: new Date('2026-11-23T10:00:00Z'),
  lastAt: new Date('2026-11-27T10:00:00Z'),
  ownAt: null,
  rush: null,
};
const WORDS = {
  en: {
    person: 'Vera',
    name: 'Aurora Fox, first edition',
    short: 'Near mint. A white spot below the moon, upper left corner.',
    long: 'Near mint. A white spot below the moon, upper left corner. Signed on the back in blue ink. ',
  },
  ru: {
    person: 'Вера',
    name: 'Полярная лиса, первое издание',
    short: 'Почти идеальная. Белое пятно под луной, левый верхний угол.',
    long: 'Почти идеальная. Белое пятно под луной, левый верхний угол. Подпись на обороте синими чернилами. ',
  },
};

interface Shot {
  readonly file: string;
  readonly locale: Locale;
  readonly phone: keyof typeof PHONES;
  readonly seen: Extract<Seen, 'both' | 'original'>;
  readonly isLong: boolean;
}

const shots: Shot[] = LOCALES.flatMap((locale) => [
  { file: `two-photos-${locale}`, locale, phone: 'usual', seen: 'both', isLong: false },
  { file: `one-photo-${locale}`, locale, phone: 'usual', seen: 'original', isLong: false },
  { file: `long-description-${locale}`, locale, phone: 'usual', seen: 'both', isLong: true },
  { file: `small-phone-${locale}`, locale, phone: 'small', seen: 'both', isLong: true },
]);

const catalogue = loadCatalogue();
const front = await readFile(new URL('card-front.jpg', SAMPLES));
const pictures = {
  both: await drawPicture(front, await readFile(new URL('card-in-case.jpg', SAMPLES))),
  original: front,
};
await takeAll();

async function takeAll(): Promise<void> {
  const browser = await launchBrowser();
  if (browser === undefined) return;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => browser.close());
  await mkdir(FOLDER, { recursive: true });
  for (const shot of shots) {
    const playground = await startPlayground();
    const viewport = PHONES[shot.phone];
    const page = await browser.newPage({ locale: 'en-US', reducedMotion: 'reduce', viewport });
    const bytes = await take(shot, playground, page);
    await writeFile(new URL(`${shot.file}.webp`, FOLDER), bytes);
    await page.close();
    await playground.close();
  }
  console.log(`docs/verdicts has ${shots.length} pictures.`);
}

/** The bot is played by this: it sends what the bot would. */
async function take(shot: Shot, playground: TestPlayground, page: Page): Promise<Buffer> {
  const { locale, seen, isLong } = shot;
  const words = WORDS[locale];
  const api = new Api(playground.token, { apiRoot: playground.url });
  const person = await playground.customer({ language_code: locale, first_name: words.person });
  await api.deleteMessage(person.id, (await person.send('/start')).message_id);
  const { text, buttons } = verdictMessage(
    {
      card: verdictCard({
        name: words.name,
        description: isLong ? words.long.repeat(18).trim() : words.short,
        counts: COUNTS,
        registeredAt: new Date('2026-11-22T10:00:00Z'),
      }),
      check: { name: words.person, at: new Date('2026-11-28T14:05:00Z'), isCounted: true },
      shop: { name: 'Cards & Co', contact: null },
      link: 'https://t.me/cards_bot?start=share-3c9a2f6e5b1d4e0a9c7b8d2f4a6e1b03',
      isShared: false,
    },
    seen,
    LONGEST_CAPTION,
    catalogue.createTranslator(locale),
  );
  await page.goto(playground.url);
  await page.locator('html[data-ready]').waitFor();
  await page.getByRole('tab', { name: words.person }).click();
  await api.sendPhoto(person.id, new InputFile(pictures[seen]), {
    caption: text,
    parse_mode: 'HTML',
    show_caption_above_media: true,
    reply_markup: keyboardBelow(buttons),
  });
  const phone = page.locator('.phone.customer:visible').first();
  await phone.locator('.message img').first().waitFor();
  await page.waitForLoadState('networkidle');
  await phone
    .locator('.message')
    .first()
    .evaluate((message) => message.scrollIntoView());
  const picture = await phone.locator('.device').screenshot({ animations: 'disabled' });
  return sharp(picture).webp({ quality: QUALITY }).toBuffer();
}
