import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultPoint } from '../../src/faults.ts';
import { startTappedBot, type TappedBot } from '../support/bot/tapped-bot.ts';
import {
  goHome,
  screen,
  toDescription,
  toName,
  toOriginalPhoto,
} from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { sessionOf, untilSettled } from '../support/session/sessions.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

let bot: TappedBot;
let admin: Phone;
let customer: Phone;
let photo: object[];

/** The point at which the next that comes by is held; all that comes later passes. */
let gate: { readonly point: FaultPoint; readonly held: Held } | null = null;

beforeAll(async () => {
  bot = await startTappedBot({
    faults: async (point) => {
      if (gate?.point !== point) return;
      const { held } = gate;
      gate = null;
      await held.hold();
    },
  });
  ({ admin, customer } = bot);
  const sent = await admin.sendPhoto(await jpeg('tomato'));
  photo = sent.photo ?? [];
  await admin.waitFor(screen('Register a card'));
  await customer.send('/id');
  await customer.waitFor(String(customer.id));
});
afterAll(() => bot.close());
beforeEach(() => untilSettled(bot.database));

function holdNext(point: FaultPoint): Held {
  const held = createHeld();
  gate = { point, held };
  return held;
}

let lastId = 900_000_000;

/** A message of a person as Telegram would deliver it, under a number of its own. */
function messageOf({ id, info: { first_name } }: Phone, content: object): object {
  lastId += 1;
  const from = { id, is_bot: false, first_name, language_code: 'en' };
  const chat = { id, type: 'private', first_name };
  return { update_id: lastId, message: { message_id: 1, date: 1, from, chat, ...content } };
}

/** A press of a button of the admin's newest screen. */
async function pressOf(action: string): Promise<object> {
  lastId += 1;
  const { revision, screen_message } = await sessionOf(bot.database, admin.id);
  const from = { id: admin.id, is_bot: false, first_name: 'Alice', language_code: 'en' };
  const chat = { id: admin.id, type: 'private' };
  const message = { message_id: Number(screen_message), date: 1, chat };
  const query = { id: String(lastId), from, message, chat_instance: '1' };
  return { update_id: lastId, callback_query: { ...query, data: `${action}:${revision}` } };
}

async function deliverAtOnce(update: object, times: number): Promise<void> {
  const statuses = await Promise.all(Array.from({ length: times }, () => bot.deliver(update)));
  expect(new Set(statuses)).toEqual(new Set([200]));
}

async function saidTo(phone: Phone): Promise<string[]> {
  const messages = await phone.messages();
  return messages
    .filter(({ from }) => from?.is_bot)
    .map(({ text, caption }) => text ?? caption ?? '');
}

async function effects(): Promise<unknown> {
  const [session] = await rowsOf(bot.database, 'select revision, snapshot from admin_session');
  const cards = await rowsOf(bot.database, 'select * from card order by id');
  const checks = await rowsOf(bot.database, 'select * from verification order by update_id');
  return { session, cards, checks };
}

describe('one update, ten times at the same moment, twice after its answer, twice after a restart', () => {
  const kinds: readonly {
    what: string;
    phone: () => Phone;
    prepare: () => Promise<object>;
    answer: string;
    messages: number;
  }[] = [
    {
      what: 'a name',
      phone: () => admin,
      prepare: async () => {
        await toName(admin);
        return messageOf(admin, { text: 'Dragon' });
      },
      answer: 'Step 3 of 4',
      messages: 1,
    },
    {
      what: 'a photo',
      phone: () => admin,
      prepare: async () => {
        await toOriginalPhoto(admin);
        return messageOf(admin, { photo });
      },
      answer: 'Step 2 of 4',
      messages: 1,
    },
    {
      what: 'a press, which edits its message',
      phone: () => admin,
      prepare: async () => {
        await goHome(admin);
        await untilSettled(bot.database);
        return pressOf('add');
      },
      answer: 'Step 1 of 4',
      messages: 0,
    },
    {
      what: 'the description, which registers the card',
      phone: () => admin,
      prepare: async () => {
        await toDescription(admin, 'Registered once');
        return messageOf(admin, { text: 'First edition' });
      },
      answer: 'Step 4 of 4',
      messages: 3,
    },
    {
      what: 'a verification',
      phone: () => customer,
      prepare: async () => {
        const { code } = await insertCard(bot.database);
        return messageOf(customer, { text: `/start ${code}` });
      },
      answer: 'first check',
      messages: 1,
    },
    {
      what: 'a greeting',
      phone: () => customer,
      prepare: async () => messageOf(customer, { text: '/start' }),
      answer: 'Hello!',
      messages: 1,
    },
  ];

  test.each(kinds)('$what has one effect and one answer', async (kind) => {
    const update = await kind.prepare();
    const phone = kind.phone();
    await untilSettled(bot.database);
    const before = await saidTo(phone);
    await deliverAtOnce(update, 10);
    await phone.waitFor((message) => (message.text ?? '').includes(kind.answer));
    await untilSettled(bot.database);
    const said = await saidTo(phone);
    expect(said).toHaveLength(before.length + kind.messages);
    const done = await effects();
    await deliverAtOnce(update, 2);
    await bot.restart();
    await deliverAtOnce(update, 2);
    await untilSettled(bot.database);
    expect(await effects()).toEqual(done);
    expect(await saidTo(phone)).toEqual(said);
    reportOutcome('updates', `${kind.what}, fourteen times in all`, 'one effect, one answer');
  });
});

describe('an admin in a hurry', () => {
  test('who taps a button three times is answered once', async () => {
    await goHome(admin);
    await untilSettled(bot.database);
    const before = await saidTo(admin);
    const taps = [await pressOf('add'), await pressOf('add'), await pressOf('add')];
    await Promise.all(taps.map((tap) => deliverAtOnce(tap, 1)));
    await admin.waitFor(screen('Step 1 of 4'));
    await untilSettled(bot.database);
    const said = await saidTo(admin);
    expect(said.length).toBe(before.length);
    expect(said.join()).not.toContain('belongs to an older message');
    reportOutcome(
      'updates',
      'three taps of one button',
      'the first counts, the others say nothing',
    );
  });

  test('who writes while the card is being registered is told to wait, and nothing of it counts', async () => {
    const name = 'Registered in peace';
    await toDescription(admin, name);
    const held = holdNext('after-run-claim');
    await admin.send('First edition');
    await held.reached;
    for (const text of ['and signed', '/skip', '/back']) {
      await admin.send(text);
      await admin.waitFor('Still saving');
    }
    held.release();
    await admin.waitFor(screen('Step 4 of 4'));
    expect(
      await rowsOf(bot.database, 'select description from card where name = ?', [name]),
    ).toEqual([{ description: 'First edition' }]);
    reportOutcome(
      'updates',
      'texts and commands while the card is being registered',
      'each is told "Still saving"; none of them counts',
    );
  });
});

describe('a photo and a press of Cancel at the same instant', () => {
  test('with the photo first: the press is of an older screen by then, and the photo is stored', async () => {
    await toOriginalPhoto(admin);
    await untilSettled(bot.database);
    const [sent, pressed] = [messageOf(admin, { photo }), await pressOf('cancel')];
    await inThisOrder(sent, pressed);
    await admin.waitFor(screen('Step 2 of 4'));
    reportOutcome(
      'updates',
      'a photo, and at the same instant a press of Cancel that comes second',
      'the press is of an older screen by then: "Still saving"; the photo is stored, the wizard goes on',
    );
  });

  test('with the press first: the wizard is cancelled, and the photo has no use', async () => {
    await toOriginalPhoto(admin);
    await untilSettled(bot.database);
    const [sent, pressed] = [messageOf(admin, { photo }), await pressOf('cancel')];
    await inThisOrder(pressed, sent);
    await admin.waitFor(screen('I cannot use that here'));
    await untilSettled(bot.database);
    expect(await sessionOf(bot.database, admin.id)).toMatchObject({ snapshot: { value: 'home' } });
    reportOutcome(
      'updates',
      'a press of Cancel, and at the same instant a photo that comes second',
      'the wizard is cancelled; the photo gets one sentence at home',
    );
  });

  /** The second comes while the first is in the middle of being taken: it waits for the row. */
  async function inThisOrder(first: object, second: object): Promise<void> {
    const held = holdNext('before-take-commit');
    const taking = bot.deliver(first);
    await held.reached;
    const waiting = bot.deliver(second);
    await expect
      .poll(
        () =>
          rowsOf(
            bot.database,
            `select 1 from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        { timeout: 30_000 },
      )
      .not.toEqual([]);
    held.release();
    expect(await Promise.all([taking, waiting])).toEqual([200, 200]);
  }
});

test('who cancels and starts anew while the old photo is still being stored gets a card of the new one', async () => {
  await toOriginalPhoto(admin);
  const held = holdNext('after-store');
  await admin.sendPhoto(await jpeg('black'));
  await held.reached;
  await admin.send('/cancel');
  await admin.waitFor(screen('Cancelled'));
  await admin.send('/add');
  await admin.waitFor(screen('Step 1 of 4'));
  await admin.sendPhoto(await jpeg('white', { width: 100, height: 100 }));
  await admin.waitFor(screen('Step 2 of 4'));
  held.release();
  await admin.send('The white one');
  await admin.waitFor(screen('Step 3 of 4'));
  await admin.send('/skip');
  await admin.waitFor(screen('Step 4 of 4'));
  expect(
    await rowsOf(
      bot.database,
      `select width, height from photo join card on card.id = card_id where name = 'The white one'`,
    ),
  ).toEqual([{ width: 100, height: 100 }]);
  reportOutcome(
    'updates',
    'Cancel and a new start while the old photo is still being stored',
    'the new wizard has its own photo; what the old operation brings changes nothing',
  );
});
