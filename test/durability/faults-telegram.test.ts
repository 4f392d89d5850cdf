import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  begin,
  giveDescription,
  giveOriginal,
  linesWith,
  openMenu,
  PATIENT,
  untilEqual,
  WHOLE_WIZARD,
  walk,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import {
  TELEGRAM_FAULTS as FAULTS,
  type TelegramFault,
} from '../support/playground/telegram-faults.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { untilSettled } from '../support/session/sessions.ts';

/** What the bot says to somebody, and the call that says it. */
interface Saying {
  readonly name: string;
  readonly method: string;
  readonly who: 'admin' | 'customer';
  /** How many messages the call brings. */
  readonly messages: number;
  prepare(phone: Phone): Promise<unknown>;
  cause(phone: Phone): Promise<unknown>;
  readonly isIt: (message: Message) => boolean;
  /** What comes last: behind the call, when it is over. */
  readonly last: (message: Message) => boolean;
}

const EDIT_REFUSALS = [
  ['message is not modified', 'counts as shown', 0],
  ['message to edit not found', 'is sent as a new message', 1],
  ["message can't be edited", 'is sent as a new message', 1],
] as const;

let bot: TestBot;
let code: string;
const free: Phone[] = [];

const isVerdict = ({ caption }: Message) => caption?.includes('registered in the system') === true;
const isOfAlbum = ({ media_group_id: album }: Message) => album !== undefined;
const isGreeting = ({ text }: Message) => text?.includes('Hello!') === true;
const isStep1 = screen('Step 1 of 4');
const isStep4 = screen('Step 4 of 4');

const SAYINGS: readonly Saying[] = [
  {
    name: 'a new screen',
    method: 'sendMessage',
    who: 'admin',
    messages: 1,
    prepare: (phone) => walkTo(phone, begin),
    cause: (phone) => phone.send('/add'),
    isIt: ({ text }) => text?.includes('Step 1 of 4') === true,
    last: isStep1,
  },
  {
    name: 'an edited screen',
    method: 'editMessageText',
    who: 'admin',
    messages: 1,
    prepare: (phone) => walkTo(phone, begin),
    cause: (phone) => phone.press('Add a card', PATIENT),
    isIt: ({ text }) => text?.includes('Step 1 of 4') === true,
    last: isStep1,
  },
  {
    name: 'the QR picture',
    method: 'sendPhoto',
    who: 'admin',
    messages: 1,
    prepare: (phone) => walkTo(phone, giveDescription),
    cause: (phone) => phone.send('First edition'),
    isIt: ({ caption }) => caption?.includes('t.me') === true,
    last: isStep4,
  },
  {
    name: 'the QR file',
    method: 'sendDocument',
    who: 'admin',
    messages: 1,
    prepare: (phone) => walkTo(phone, giveDescription),
    cause: (phone) => phone.send('First edition'),
    isIt: ({ document, from }) => from?.is_bot === true && document !== undefined,
    last: isStep4,
  },
  {
    name: 'a verdict with its picture',
    method: 'sendPhoto',
    who: 'customer',
    messages: 1,
    prepare: async () => {},
    cause: (phone) => phone.send(`/start ${code}`),
    isIt: isVerdict,
    last: isVerdict,
  },
  {
    name: 'both photos in full',
    method: 'sendMediaGroup',
    who: 'customer',
    messages: 2,
    prepare: async (phone) => {
      await phone.send(`/start ${code}`);
      await phone.waitFor(isVerdict, PATIENT);
    },
    cause: (phone) => phone.press('Compare closely', PATIENT),
    isIt: isOfAlbum,
    last: isOfAlbum,
  },
  {
    name: 'a greeting',
    method: 'sendMessage',
    who: 'customer',
    messages: 1,
    prepare: async () => {},
    cause: (phone) => phone.send('/start'),
    isIt: isGreeting,
    last: isGreeting,
  },
];

beforeAll(async () => {
  const ofAdmins = SAYINGS.filter(({ who }) => who === 'admin').length;
  const tests = ofAdmins * (FAULTS.length + 1) + EDIT_REFUSALS.length + 1;
  // One for the card, and one for the second try of each test.
  bot = await startTestBot({ admins: 1 + 2 * tests });
  const [first, ...others] = bot.admins;
  if (first === undefined) throw new Error('there is no admin');
  await walk(first, WHOLE_WIZARD);
  const [card] = await rowsOf(bot.database, 'select code from card');
  code = String(card?.code);
  free.push(...others);
});
afterAll(() => bot.close());

async function someone(who: Saying['who']): Promise<Phone> {
  if (who === 'customer') return bot.playground.customer({ language_code: 'en' });
  const phone = free.pop();
  if (phone === undefined) throw new Error('there are too few admins');
  return phone;
}

async function count(phone: Phone, isIt: Saying['isIt']): Promise<number> {
  return (await phone.messages()).filter((message) => message.from?.is_bot && isIt(message)).length;
}

/** Waits until it is noted that this person is to hear of it only in a while. */
async function untilPutOff(phone: Phone, who: Saying['who']): Promise<void> {
  const due = (table: string) =>
    `select 1 as put_off from ${table} where due_at > now() + interval '30 seconds'`;
  const [sql, values] =
    who === 'admin'
      ? [`${due('admin_session')} and admin_id = ?`, [phone.id]]
      : [`${due('taken_update')} and payload ->> 'personId' = ?`, [String(phone.id)]];
  await untilEqual(() => rowsOf(bot.database, sql, values), [{ put_off: 1 }]);
}

async function isBlocked(phone: Phone): Promise<boolean> {
  const sql = 'select 1 from person where id = ? and blocked_at is not null';
  return (await rowsOf(bot.database, sql, [phone.id])).length > 0;
}

/** A cut after the effect, or a whole answer given again by the sweep, repeats what went well. */
function expectedCount(saying: Saying, fault: TelegramFault): number {
  const isRepeated = fault.fault.kind === 'drop_after' && !saying.method.startsWith('edit');
  return saying.messages * (isRepeated ? 2 : 1);
}

function words(fault: TelegramFault, isTwice: boolean): string {
  const when = fault.retryAfter === 60 ? 'comes when Telegram allows it' : 'comes by itself';
  return `${when}, ${isTwice ? 'a second time' : 'once'}`;
}

describe.concurrent('Telegram', () => {
  const cases = SAYINGS.flatMap((saying) => FAULTS.map((fault) => ({ saying, fault })));
  test.for(
    cases.map(({ saying, fault }) => [saying.name, fault.name, saying, fault] as const),
  )('says of %s: %s', async ([, , saying, fault]) => {
    const phone = await someone(saying.who);
    await saying.prepare(phone);
    const before = await count(phone, saying.isIt);
    await bot.playground.fault({
      method: saying.method,
      chat_id: phone.id,
      ...fault.fault,
      ...(fault.retryAfter !== undefined && { retry_after: fault.retryAfter }),
    });
    await saying.cause(phone);
    if (fault.retryAfter === 60) await untilPutOff(phone, saying.who);
    await phone.waitFor(saying.last, PATIENT);
    const came = expectedCount(saying, fault);
    await untilEqual(async () => (await count(phone, saying.isIt)) - before, came);

    const logCode = `${saying.who === 'admin' ? 'screen' : 'answer'}_${fault.logged}`;
    const about = saying.who === 'admin' ? { adminId: phone.id } : {};
    // An edit that was cut after its effect is seen before the bot hears that it was cut.
    const isLogged = async () => linesWith(bot.logged, { code: logCode, ...about }).length > 0;
    await untilEqual(isLogged, fault.logged !== null);
    const logged = fault.logged === null ? 'nothing is logged' : `logged as ${logCode}`;
    const outcome = `${words(fault, came > saying.messages)}; ${logged}`;
    reportOutcome('faults', ['Telegram', `${saying.name}: ${fault.name}`], outcome);
  });

  test.for(SAYINGS.map((saying) => [saying.name, saying] as const))('says of %s: 403', async ([
    ,
    saying,
  ]) => {
    const phone = await someone(saying.who);
    await saying.prepare(phone);
    const fault = { method: saying.method, kind: 'error', error_code: 403 } as const;
    await bot.playground.fault({ ...fault, chat_id: phone.id });
    await saying.cause(phone);
    await untilEqual(() => isBlocked(phone), true);
    const about = saying.who === 'admin' ? { adminId: phone.id } : { personId: phone.id };
    expect(linesWith(bot.logged, { code: 'person_unreachable', ...about })).toHaveLength(1);

    await phone.send(saying.who === 'admin' ? '/back' : '/start');
    await phone.waitFor(saying.who === 'admin' ? screen('') : isGreeting, PATIENT);
    expect(await isBlocked(phone)).toBe(false);
    reportOutcome(
      'faults',
      ['Telegram', `${saying.name}: 403`],
      'the person counts as unreachable until they write again; logged as person_unreachable',
    );
  });

  test.for(EDIT_REFUSALS)('says of an edit: %s', async ([description, outcome, sent]) => {
    const phone = await someone('admin');
    await walkTo(phone, begin);
    const before = (await phone.messages()).length;
    await bot.playground.fault({
      method: 'editMessageText',
      kind: 'error',
      error_code: 400,
      description: `Bad Request: ${description}`,
      chat_id: phone.id,
    });
    await phone.press('Add a card', PATIENT);
    const isShown =
      'select shown_revision = revision as shown from admin_session where admin_id = ?';
    const state = `snapshot #>> '{value,addCard}' = 'originalPhoto'`;
    await untilEqual(
      () => rowsOf(bot.database, `${isShown} and ${state}`, [phone.id]),
      [{ shown: true }],
    );
    expect((await phone.messages()).length - before).toBe(sent);
    await phone.send('/skip');
    await phone.waitFor(screen('cannot be skipped'), PATIENT);
    await walk(phone, [giveOriginal]);
    reportOutcome('faults', ['Telegram', `an edited screen: ${description}`], outcome);
  });

  test('says of the answer to a press that the query is too old', async () => {
    const phone = await someone('admin');
    await walk(phone, [openMenu]);
    await bot.playground.fault({
      method: 'answerCallbackQuery',
      kind: 'error',
      error_code: 400,
      description:
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
      chat_id: phone.id,
    });
    await walk(phone, [begin, giveOriginal]);
    const refused = await bot.playground.calls('answerCallbackQuery');
    expect(refused.filter(({ chat_id, ok }) => chat_id === phone.id && !ok)).toHaveLength(1);
    reportOutcome(
      'faults',
      ['Telegram', 'the answer to a press: the query is too old'],
      'the press does what it does; nothing else is seen',
    );
  });
});

describe('after all that', () => {
  test('the process lives, and nothing is left to do', async () => {
    await untilSettled(bot.database, 120_000);
    expect(bot.logged.filter((line) => line.startsWith('fatal'))).toEqual([]);
  });
});
