import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHtml } from '../../playground/text/html.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { LOCALES } from '../../src/locales/locale.ts';
import { adminCases } from '../machines/cases.ts';
import { untilEqual } from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { connectEvents, type Events } from '../support/playground/playground-events.ts';
import { act, type Hand, type Pictures } from './deeds.ts';
import { findStates } from './paths.ts';
import { readSession } from './stored-session.ts';
import type { Depth } from './walk.ts';
import { createWholeBotDepth } from './whole-bot.ts';

const { actions } = INPUTS;

let bot: TestBot;
let depth: Depth;
let events: Events;
let pictures: Pictures;
/** Those who have no right, of the test that runs. */
let strangers: ReturnType<typeof countingPresses>[] = [];
/** What was answered to each of their presses. */
let answers: (string | undefined)[] = [];

beforeAll(async () => {
  bot = await startTestBot({ admins: LOCALES.length });
  depth = await createWholeBotDepth(bot);
  const whole = await jpeg('teal', { width: 80, height: 112 });
  const { photo = [] } = await bot.customer.sendPhoto(whole);
  pictures = { whole, broken: whole, sent: { photo } };
  events = await connectEvents(bot.playground.url);
  events.listen(({ name, data }) => {
    if (name === 'answer' && strangers.some(({ id }) => id === data.phone)) answers.push(data.text);
  });
});
afterAll(async () => {
  events.close();
  await bot.close();
});

/** Everything that an event of an admin could change, but for the updates and persons that were seen. */
const TABLES = {
  sessions: 'select * from admin_session order by admin_id',
  cards: 'select * from card order by id',
  photos: 'select * from photo order by card_id, slot',
  checks: 'select * from verification order by update_id',
  jobs: "select id from job where name in ('screen', 'operate', 'later') order by id",
};

async function everything(): Promise<unknown> {
  const tables = Object.entries(TABLES).map(async ([name, sql]) => [
    name,
    await rowsOf(bot.database, sql),
  ]);
  return Object.fromEntries(await Promise.all(tables));
}

/** What a stranger is told, whatever they do. */
function allowed(locale: (typeof LOCALES)[number]): string[] {
  const { t } = loadCatalogue().createTranslator(locale);
  const said = ['admins-only', 'hint', 'greeting', 'help-customer', 'verdict-unknown'];
  return said.map((key) => parseHtml(t(key)).text);
}

/** So much does one stranger: whoever does much more at once is asked to slow down instead. */
const EACH_DOES = 12;

/** Does everything that an admin may do here, with the newest screen's own buttons, and presses every other button too. */
async function doEverything(
  hand: Omit<Hand, 'phone'>,
  newStranger: () => Promise<Phone>,
): Promise<void> {
  const { screen, revision, listedId } = hand;
  const cases = adminCases().map(({ name, event }) => {
    return (phone: Phone) => act({ ...hand, phone }, { name, event, operation: null });
  });
  const presses = actions.map((action) => {
    const data = `${action}:${revision}${action === 'open' ? `:${listedId}` : ''}`;
    return (phone: Phone) => phone.pressData(screen?.message_id ?? 1, data);
  });
  for (const [index, deed] of [...cases, ...presses].entries()) {
    if (index % EACH_DOES === 0) strangers.push(countingPresses(await newStranger()));
    const phone = strangers.at(-1);
    if (phone !== undefined) await deed(phone);
  }
}

describe.each(
  findStates().map((found, index) => ({ ...found, index })),
)('who has no right, while an admin is at $state,', ({ steps, index }) => {
  test('changes nothing and sees nothing of it', async () => {
    const locale = LOCALES[index % LOCALES.length] ?? 'en';
    const { database, playground } = bot;
    const admin = bot.admins[index % LOCALES.length] ?? bot.admin;
    const walker = await depth.begin({ sentence: '', steps }, index);
    for (const [at, step] of steps.entries()) await walker.take(step, steps.slice(at + 1));
    await rowsOf(database, 'delete from taken_update');
    [strangers, answers] = [[], []];
    const [before, chat] = [await everything(), await admin.messages()];

    const { revision, screenMessage } = await readSession(database, admin.id);
    const screen = chat.find(({ message_id: id }) => id === screenMessage);
    const [card] = await rowsOf(database, 'select id from card');
    const { plain } = loadCatalogue().createTranslator(locale);
    const listedId = String(card?.id);
    await doEverything({ plain, screen, revision, listedId, pictures }, () =>
      playground.customer({ language_code: locale }),
    );
    await untilAnswered();

    expect(await everything()).toEqual(before);
    expect(await admin.messages()).toEqual(chat);
    const said = (await chats()).filter(({ from }) => from?.is_bot);
    for (const message of said) {
      expect(allowed(locale)).toContain(message.text);
      expect(message.reply_markup).toBeUndefined();
    }
    expect(new Set(answers)).toEqual(new Set([plain('admins-only')]));
  });
});

/** A phone that counts how often it presses a button. */
function countingPresses(phone: Phone): Phone & { readonly presses: () => number } {
  let presses = 0;
  return {
    ...phone,
    presses: () => presses,
    pressData(message, data) {
      presses += 1;
      return phone.pressData(message, data);
    },
  };
}

/** What all strangers sent and were sent. */
async function chats() {
  return (await Promise.all(strangers.map((phone) => phone.messages()))).flat();
}

/** Waits until everything that the strangers did was answered, or needs no answer. */
async function untilAnswered(): Promise<void> {
  const sent = (await chats()).filter(({ from }) => from?.is_bot !== true).length;
  const presses = strangers.reduce((sum, phone) => sum + phone.presses(), 0);
  await untilEqual(() => answers.length, presses);
  const finished =
    'select count(finished_at)::int as answered from taken_update where admin_id is null';
  await untilEqual(() => rowsOf(bot.database, finished), [{ answered: sent }]);
}
