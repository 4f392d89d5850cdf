import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { NOTICE_CODES } from '../../machines/all-parts.ts';
import type { AdminContext, NoticeCode } from '../../machines/session/context.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { parseHtml } from '../../playground/text/html.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { isSilent, renderScreen } from '../../src/bot/render-screen.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { LOCALES, type Locale } from '../../src/locales/locale.ts';
import { keyboardOf } from '../../src/telegram/keyboard.ts';
import { cleanLine, cleanText } from '../../src/text/clean-text.ts';
import { findSituations, type Situation } from '../machines/graph.ts';

const { pressEvent, readPress } = INPUTS;

const BOT = 'a_bot_with_a_name_of_32_letters1';
const ID = '3b241101-e2bb-4255-8caf-4136c566a962';
const LAST_REVISION = 2_147_483_647;
const catalogue = loadCatalogue();

/** The situations of each state, but for those that differ only in which albums came. */
const states = Map.groupBy(
  findSituations().filter(({ key }) => !key.includes('album')),
  ({ path }) => path,
);

const FAMILY = '👨‍👩‍👧‍👦';
const LONGEST = FAMILY.repeat(255);

const HOSTILE: readonly (readonly [string, string, string])[] = [
  ['plain words', 'Dragon', 'First edition'],
  ['markup', '<b>bold</b> <script>&amp; "</b> <a href="tg://user?id=1">', '</code><pre>&lt;&#60;'],
  ['emoji', `${FAMILY}🇺🇦🏴󠁧󠁢󠁳󠁣󠁴󠁿👍🏽`, '🐉'],
  ['the longest name of families', LONGEST, FAMILY.repeat(2000)],
  ['the longest of brackets', '<'.repeat(255), '<&>"'.repeat(500)],
  ['marks over marks', `e${'\u0301'.repeat(500)}`, `Z${'\u0323'.repeat(4000)}`],
  ['right to left', '\u202Eשלום\u202C', 'مرحبا'],
  ['what Fluent and JavaScript put in', '{ $name } %s \\u0041', '{ "{" }'],
];

/** What a press of a button that is there is never answered with. */
const USELESS = ['not_here', 'unexpected', 'stale_button', 'still_saving', 'nothing_to_cancel'];

/** The steps of the wizard; their screens begin with how far it has come. */
const STEPS: Readonly<Partial<Record<StatePath, number>>> = {
  'addCard.originalPhoto': 1,
  'addCard.name': 2,
  'addCard.nameQuestion': 2,
  'addCard.description': 3,
  'addCard.packagedPhoto': 4,
};

/** The context with all of its names and descriptions replaced, as they would be stored. */
function withTexts(context: AdminContext, name: string, description: string): AdminContext {
  const texts = { name: cleanLine(name), description: cleanText(description) };
  const { addCard } = context.kept;
  return {
    ...context,
    kept: { addCard: addCard && { ...addCard, ...(addCard.name && texts) } },
    slice: sliceWithTexts(context.slice, texts),
  };
}

function sliceWithTexts(
  slice: AdminContext['slice'],
  texts: { name: string; description: string },
): AdminContext['slice'] {
  switch (slice?.part) {
    case 'cards': {
      const item = { id: ID, name: texts.name, status: 'active', checks: 12_345 } as const;
      const items = Array.from({ length: 8 }, () => item);
      return { ...slice, list: slice.list && { ...slice.list, items } };
    }
    case 'openedCard':
      return { ...slice, card: slice.card && { ...slice.card, ...texts } };
    case 'statistics': {
      const top = Array.from({ length: 3 }, () => ({ name: texts.name, visits: 999_999 }));
      const [all, people, unknownCodes] = [999_999, 999_999, 999_999];
      const visits = { all, today: all, week: all, month: all, people, unknownCodes };
      const cards = {
        cards: 12_345,
        drafts: 345,
        active: 12_000,
        suspended: 300,
        stolen: 40,
        retired: 5,
      };
      const totals = { ...cards, visits, top };
      return { ...slice, totals: slice.totals && totals };
    }
    default:
      return null;
  }
}

/** A screen as Telegram takes it, parsed as strictly. */
function shown(snapshot: AdminSnapshot, locale: Locale) {
  const screen = renderScreen(snapshot, catalogue.createTranslator(locale), BOT);
  const keyboard = keyboardOf(screen, LAST_REVISION).inline_keyboard;
  return { text: parseHtml(screen.text).text.trim(), buttons: keyboard.flat() };
}

function withContext(snapshot: AdminSnapshot, context: AdminContext): AdminSnapshot {
  return { ...snapshot, context };
}

function withNotice(snapshot: AdminSnapshot, code: NoticeCode): AdminSnapshot {
  return withContext(snapshot, { ...snapshot.context, notice: { code, count: 3_000 } });
}

describe.each([...states])('the screen of %s', (path, here) => {
  test.each(HOSTILE)('takes %s', (_, name, description) => {
    for (const { snapshot, key } of here) {
      const context = withTexts(snapshot.context, name, description);
      for (const locale of LOCALES) {
        const label = `${locale}, ${key}`;
        const { text, buttons } = shown(withContext(snapshot, context), locale);
        expect(text.length, label).toBeGreaterThan(0);
        expect(text.length, label).toBeLessThanOrEqual(4096);
        for (const button of buttons) expect(button.text.trim(), label).not.toBe('');
        const plain = withTexts(snapshot.context, 'Phoenix', '');
        const hasName = shown(withContext(snapshot, plain), locale).text.includes('Phoenix');
        if (hasName) expect(text, label).toContain(cleanLine(name).slice(0, 128));
      }
    }
  });

  test('has buttons whose data fits and is read back', () => {
    for (const { snapshot, key } of here) {
      for (const button of shown(snapshot, 'en').buttons) {
        if ('url' in button) {
          expect(button.url, key).toMatch(/^https:\/\/t\.me\/\w+\?start=[0-9A-Z]{12}$/);
          continue;
        }
        const data = 'callback_data' in button ? button.callback_data : '';
        expect(Buffer.byteLength(data), key).toBeLessThanOrEqual(64);
        expect(readPress(data), key).toMatchObject({ revision: LAST_REVISION });
      }
    }
  });

  test('has no button that the state has no use for', () => {
    for (const { snapshot, key } of here) {
      const lists = withTexts(snapshot.context, 'Phoenix', '');
      for (const button of shown(withContext(snapshot, lists), 'en').buttons) {
        if ('url' in button) continue;
        const press = readPress('callback_data' in button ? button.callback_data : '');
        const [next] = transition(adminMachine, snapshot, pressEvent('a press', press));
        expect(next, `${key}: ${button.text}`).not.toBe(snapshot);
        expect(USELESS, `${key}: ${button.text}`).not.toContain(next.context.notice?.code);
      }
    }
  });

  test('waits with buttons, or is busy, and then only the wizard can be left', () => {
    for (const { snapshot, key } of here) {
      const hasButtons = !snapshot.hasTag('busy') || snapshot.matches('addCard');
      expect(shown(snapshot, 'en').buttons.length > 0, key).toBe(hasButtons);
      expect(isSilent(snapshot), key).toBe(snapshot.hasTag('busy'));
      expect(isSilent(withNotice(snapshot, 'still_saving')), key).toBe(false);
    }
  });

  test('begins with the notice', () => {
    for (const locale of LOCALES) {
      const { t } = catalogue.createTranslator(locale);
      for (const code of NOTICE_CODES) {
        const [{ snapshot }] = here as [Situation];
        const notice = parseHtml(t(`notice-${code}`, { count: 3_000 })).text;
        const { text } = shown(withNotice(snapshot, code), locale);
        expect(text.replace('💬 ', '').startsWith(notice), `${locale}, ${code}`).toBe(true);
        expect(text.length).toBeGreaterThan(notice.length + 5);
      }
    }
  });

  test('says which step of the wizard it is, if it is one', () => {
    const step = STEPS[path];
    for (const { snapshot } of here) {
      const { text } = shown(snapshot, 'en');
      if (step === undefined) expect(text).not.toMatch(/Step \d/);
      else expect(text).toContain(`Step ${step} of 4  ${'▰'.repeat(step)}${'▱'.repeat(4 - step)}`);
    }
  });
});

test('the code and the link of a card are there however long its name and description are', () => {
  const code = 'ABCD-EFGH-JKMN';
  for (const path of ['openedCard.shown', 'addCard.done'] as const) {
    for (const { snapshot } of states.get(path) ?? []) {
      const context = withTexts(snapshot.context, LONGEST, LONGEST);
      const written = { code: code.replaceAll('-', '') };
      const { slice, kept } = context;
      const coded: AdminContext = {
        ...context,
        kept: { addCard: kept.addCard && { ...kept.addCard, ...written } },
        slice:
          slice?.part === 'openedCard'
            ? { ...slice, card: slice.card && { ...slice.card, ...written } }
            : slice,
      };
      for (const locale of LOCALES) {
        const { text } = shown(withNotice(withContext(snapshot, coded), 'help'), locale);
        expect(text).toContain(code);
        expect(text).toContain(`https://t.me/${BOT}?start=${written.code}`);
      }
    }
  }
});
