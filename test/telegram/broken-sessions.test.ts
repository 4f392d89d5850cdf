import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { persistSnapshot, SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { walkTo } from '../machines/snapshot-walks.ts';
import { rowsOf } from '../support/cards.ts';
import type { Phone } from '../support/playground.ts';
import { sessionOf, storeSession, untilSettled } from '../support/sessions.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { screen, toName, toPackagedPhoto } from '../support/wizard-steps.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot({ admins: 2 });
  ({ admin } = bot);
  await toPackagedPhoto(admin, { name: 'Draft to keep' });
});
afterAll(() => bot.close());

const saving = persistSnapshot(walkTo('addCard.storingPackaged')) as Record<string, object>;
const name = persistSnapshot(walkTo('addCard.name')) as Record<string, object>;

const BROKEN: Readonly<Record<string, { snapshot: unknown; child?: string }>> = {
  'an unknown state': { snapshot: { ...name, value: { addCard: 'grading' } } },
  'no state at all': { snapshot: { ...name, value: null } },
  'a missing actor': { snapshot: { ...saving, children: {} }, child: 'storePackaged' },
  'an actor of an unknown kind': {
    snapshot: JSON.parse(JSON.stringify(saving).replaceAll('storePackaged', 'sendFax')),
    child: 'sendFax',
  },
  'a context without its card': {
    snapshot: { ...name, context: { ...name.context, card: null } },
  },
  'a context of another shape': { snapshot: { ...name, context: { card: 7, albums: 'none' } } },
  'a text that is half of its JSON': { snapshot: JSON.stringify(name).slice(0, 200) },
  nothing: { snapshot: null },
};

describe('a session whose row holds', () => {
  test.each(
    Object.entries(BROKEN),
  )('%s leads home with a word; the draft is in the list, the row keeps what was there', async (_, broken) => {
    await untilSettled(bot.database);
    await storeSession(bot.database, admin.id, broken);
    await admin.send('Dragon of the North');
    const home = await admin.waitFor(screen('Register a card, find one'));
    expect(home.text).toContain('Something was wrong with your last step');
    expect(await sessionOf(bot.database, admin.id)).toMatchObject({
      broken_snapshot: broken.snapshot,
      child: null,
    });
    await admin.send('/cards');
    await admin.press('Draft to keep');
    await admin.waitFor(screen('Draft: not finished'));
  });

  test.each(
    Object.entries(BROKEN),
  )('%s does so after a restart as well, whoever comes by it first', async (_, broken) => {
    await untilSettled(bot.database);
    await storeSession(bot.database, admin.id, broken);
    await rowsOf(bot.database, 'update admin_session set shown_revision = revision - 1');
    await bot.restart();
    await admin.waitFor(screen('Something was wrong with your last step'), { timeout: 20_000 });
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'));
    await admin.send('/cancel');
    await admin.waitFor(screen('Register a card'));
  });
});

describe('a session of a newer program', () => {
  const newer = { status: 'active', value: 'grading', context: { grade: 10 }, children: {} };

  test('is left untouched, its updates wait for that program, and other chats go on', async () => {
    const [, other] = bot.admins;
    if (other === undefined) throw new Error('there is no other admin');
    await untilSettled(bot.database);
    const before = await sessionOf(bot.database, admin.id);
    const version = SNAPSHOT_VERSION + 1;
    await storeSession(bot.database, admin.id, { snapshot: newer, version });
    const messages = await admin.messages();
    await admin.send('/cards');
    await toName(other);
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello!');
    await bot.restart();
    await other.send('Dragon');
    await other.waitFor(screen('Step 3 of 4'), { timeout: 20_000 });
    expect(await sessionOf(bot.database, admin.id)).toMatchObject({
      version,
      snapshot: newer,
      broken_snapshot: before.broken_snapshot,
      revision: before.revision,
    });
    expect(await admin.messages()).toHaveLength(messages.length + 1);

    const snapshot = before.snapshot;
    await storeSession(bot.database, admin.id, { snapshot });
    await admin.waitFor(screen('the newest first'), { timeout: 20_000 });
  });
});
