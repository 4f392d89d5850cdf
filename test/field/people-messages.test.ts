import type { Message } from '@grammyjs/types';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { verificationLink } from '../../src/codes/verification-link.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { type InsertedCard, insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';

const OUTSIDE = 'what a message says outside its text';
const FIELD = 'a field of another form';
const VERDICT = 'registered in the system';
const HINT = 'To check a card';

let bot: TestBot;
let card: InsertedCard;
let customer: Phone;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
beforeEach(async () => {
  customer = await bot.playground.customer();
});
afterEach(() => bot.playground.clearFaults());
afterAll(() => bot.close());

const photo = [{ file_id: 'x', file_unique_id: 'x', width: 90, height: 90 }];
const linked = (url: string) => [{ type: 'text_link', offset: 0, length: 5, url }];
const replied = { message_id: 1, date: 1 };

/** The same code, wherever a message has room for it. */
const PLACES: Record<string, (code: string, link: string) => object> = {
  'a photo with the code as its caption': (code) => ({ photo, caption: code }),
  'a video with the link in its caption': (_, link) => ({ video: {}, caption: `see ${link}` }),
  'a text with the link behind a word': (_, link) => ({
    text: 'Check my card here',
    entities: linked(link),
  }),
  'a caption with the link behind a word': (_, link) => ({
    photo,
    caption: 'My new card',
    caption_entities: linked(link),
  }),
  'a question that quotes the code': (code) => ({
    text: 'Is this one real?',
    quote: { text: code, position: 0 },
  }),
  'a reply to a message with the code': (code) => ({
    text: 'and this?',
    reply_to_message: { ...replied, text: code },
  }),
  'a reply to a picture in another chat whose link leads to the card': (_, link) => ({
    text: 'this',
    external_reply: { origin: {}, link_preview_options: { url: link } },
  }),
  'a forwarded message with a button that leads to the card': (_, link) => ({
    text: 'Genuine!',
    forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'Bo' },
    reply_markup: { inline_keyboard: [[{ text: 'Check', url: link }]] },
  }),
  'a forwarded poll about the code': (code) => ({
    poll: { question: `Is ${code} real?`, options: [] },
  }),
  'a rich text whose pieces are the code': (code) => ({
    rich_message: { blocks: [{ text: [code.slice(0, 4), { type: 'bold', text: code.slice(4) }] }] },
  }),
  'the code behind a command that there is not': (code) => ({ text: `/check ${code}` }),
  'the same, with the name of the bot': (code) => ({ text: `/verify@some_bot ${code}` }),
  'the code as if it was a command': (code) => ({ text: `/${code}` }),
  'the code behind a command of admins': (code) => ({ text: `/cards ${code}` }),
};

const checks = async () =>
  (await rowsOf(bot.database, 'select checks from card where id = ?', [card.id]))[0]?.checks;

for (const [input, message] of Object.entries(PLACES)) {
  fieldCase('people', { kind: OUTSIDE, input, outcome: 'the card is checked once' }, async () => {
    card = await insertCard(bot.database);
    const { result: me } = await bot.playground.api('getMe');
    const raw = message(card.code, verificationLink(me.username, card.code));
    await customer.sendRaw(raw as Partial<Message>);
    await customer.waitFor(VERDICT);
    expect(await checks()).toBe(1);
  });
}

fieldCase(
  'people',
  {
    kind: OUTSIDE,
    input: 'an album of which one photo has the code as its caption',
    outcome: 'the card is checked once, the other photos are not answered',
  },
  async () => {
    card = await insertCard(bot.database);
    const before = (await customer.messages()).length;
    const album = { photo, media_group_id: 'album of labels' } as Partial<Message>;
    await customer.sendRaw({ ...album, caption: card.code });
    await customer.sendRaw(album);
    await customer.sendRaw(album);
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    const answers = (await customer.messages()).slice(before).filter(({ from }) => from?.is_bot);
    expect(answers.map(({ text = '' }) => text.includes(VERDICT))).toEqual([true, false]);
    expect(await checks()).toBe(1);
  },
);

fieldCase(
  'people',
  {
    kind: OUTSIDE,
    input: 'a "thank you" in reply to a verdict, whose button leads to the card',
    outcome: 'the hint, and no further check',
  },
  async () => {
    card = await insertCard(bot.database);
    await customer.send(card.code);
    const verdict = await customer.waitFor(VERDICT);
    await customer.sendRaw({ text: 'thank you', reply_to_message: verdict } as Partial<Message>);
    await customer.waitFor(HINT);
    expect(await checks()).toBe(1);
  },
);

fieldCase(
  'people',
  {
    kind: OUTSIDE,
    input: 'an admin outside the wizard sends a photo with a code as its caption',
    outcome: 'the card is checked',
  },
  async () => {
    card = await insertCard(bot.database);
    await admin.send('/admin');
    await admin.waitFor(screen('Register a card'));
    await admin.sendRaw({ photo, caption: card.code });
    await admin.waitFor(VERDICT);
  },
);

fieldCase(
  'people',
  {
    kind: OUTSIDE,
    input: 'an admin at the step of the photo sends one with a code as its caption',
    outcome: 'the photo is the photo of the card, and nothing is checked',
  },
  async () => {
    card = await insertCard(bot.database);
    await toOriginalPhoto(admin);
    await admin.sendPhoto(await jpeg('green'), { caption: card.code });
    await admin.waitFor(screen('Step 2 of 4'));
    expect(await checks()).toBe(0);
  },
);

const STRANGE: Record<string, object> = {
  'a user name that is null': { from: { username: null } },
  'a language that is a number': { from: { language_code: 7 } },
  'an album whose name has 65 characters': { media_group_id: 'x'.repeat(65) },
  'a photo whose ids are too long': { photo: [{ ...photo[0], file_id: 'x'.repeat(513) }] },
  'a document without an id': { document: { mime_type: 'image/png' } },
  'entities that are none': { entities: { url: 7 }, caption_entities: 'none', quote: [null] },
};

for (const [input, fields] of Object.entries(STRANGE)) {
  fieldCase(
    'people',
    { kind: FIELD, input: `a code with ${input}`, outcome: 'the card is checked' },
    async () => {
      card = await insertCard(bot.database);
      const from = { id: customer.id, is_bot: false, first_name: 'Carla' };
      const given = {
        ...fields,
        from: { ...from, ...('from' in fields ? (fields.from as object) : {}) },
      };
      await customer.sendRaw({ text: card.code, ...given } as Partial<Message>);
      await customer.waitFor(VERDICT);
      expect(await checks()).toBe(1);
    },
  );
}

fieldCase(
  'people',
  {
    kind: FIELD,
    input: 'a message whose sender has an id that is a text',
    outcome: 'the operator reads which field it was, and never what it held',
  },
  async () => {
    const from = { id: 'a private matter', is_bot: false, first_name: 'Carla' };
    const chat = { id: customer.id, type: 'private' };
    const update_id = await bot.playground.update({
      message: { message_id: 1, date: 1, from, chat, text: '/start' },
    });
    await eventually(() => bot.logged.join('')).toContain('update_unreadable');
    const line = bot.logged.find((each) => each.includes('update_unreadable')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', paths: ['message.from.id'] });
    expect(JSON.parse(line)).toMatchObject({ updateId: update_id });
    expect(bot.logged.join('')).not.toContain('a private matter');
    const metrics = await (await fetch(`${bot.address()}/metrics`)).text();
    expect(metrics).toContain('cardseal_updates_total{type="message",outcome="malformed"} 1');
  },
);
