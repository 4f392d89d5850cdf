import { afterAll, beforeAll, expect, test } from 'vitest';
import { persistSnapshot, SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { walkTo } from '../machines/snapshot-walks.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toName, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { sessionOf, storeSession, untilSettled } from '../support/session/sessions.ts';

const saving = persistSnapshot(walkTo('addCard.storingPackaged')) as Record<string, object>;
const name = persistSnapshot(walkTo('addCard.name')) as Record<string, object>;

const BROKEN: readonly { what: string; snapshot: unknown; child?: string }[] = [
  { what: 'an unknown state', snapshot: { ...name, value: { addCard: 'grading' } } },
  { what: 'no state at all', snapshot: { ...name, value: null } },
  { what: 'a missing actor', snapshot: { ...saving, children: {} }, child: 'storePackaged' },
  {
    what: 'an actor of an unknown kind',
    snapshot: JSON.parse(JSON.stringify(saving).replaceAll('storePackaged', 'sendFax')),
    child: 'sendFax',
  },
  {
    what: 'a context without its card',
    snapshot: { ...name, context: { ...name.context, card: null } },
  },
  {
    what: 'a context of another shape',
    snapshot: { ...name, context: { card: 7, albums: 'none' } },
  },
  { what: 'half of its JSON, as a text', snapshot: JSON.stringify(name).slice(0, 200) },
  { what: 'nothing', snapshot: null },
];

const TOLD = 'Something was wrong with your last step';
const KEPT =
  'the admin is told so at home, the draft is in the list, the row keeps the bad snapshot, the process lives';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({ admins: BROKEN.length + 2 });
});
afterAll(() => bot.close());

function adminAt(index: number): Phone {
  const admin = bot.admins[index];
  if (admin === undefined) throw new Error(`there is no admin ${index}`);
  return admin;
}

const cases = BROKEN.map((broken, index) => ({ ...broken, index }));

test.each(cases)('a row that holds $what leads home with a word', async ({ index, ...broken }) => {
  const admin = adminAt(index);
  const draft = `Draft ${index} to keep`;
  await toPackagedPhoto(admin, { name: draft });
  await untilSettled(bot.database);
  await storeSession(bot.database, admin.id, broken);
  await admin.send('Dragon of the North');
  const home = await admin.waitFor(screen(TOLD));
  expect(home.text).toContain('Register a card, find one');
  expect(await sessionOf(bot.database, admin.id)).toMatchObject({
    broken_snapshot: broken.snapshot,
    child: null,
  });
  await admin.send('/cards');
  await admin.press(draft);
  await admin.waitFor(screen('Draft: not finished'));
});

test('whoever comes by a broken row first, after a restart it is the net, the admin is told', async () => {
  await untilSettled(bot.database);
  for (const { index, ...broken } of cases) {
    await storeSession(bot.database, adminAt(index).id, broken);
  }
  await rowsOf(bot.database, 'update admin_session set shown_revision = revision - 1');
  await bot.restart();
  for (const { index, what, snapshot } of cases) {
    const admin = adminAt(index);
    await admin.waitFor(screen(TOLD), { timeout: 60_000 });
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'));
    expect(await sessionOf(bot.database, admin.id)).toMatchObject({ broken_snapshot: snapshot });
    reportOutcome('snapshots', what, KEPT);
  }
  expect(bot.logged.filter((line) => line.startsWith('fatal'))).toEqual([]);
});

test('a session of a newer program is left untouched, its updates wait, other chats go on', async () => {
  const newer = { status: 'active', value: 'grading', context: { grade: 10 }, children: {} };
  const version = SNAPSHOT_VERSION + 1;
  const [admin, other] = [adminAt(BROKEN.length), adminAt(BROKEN.length + 1)];
  await admin.send('/start');
  await admin.waitFor(screen('Register a card, find one'));
  await untilSettled(bot.database);
  const before = await sessionOf(bot.database, admin.id);
  await storeSession(bot.database, admin.id, { snapshot: newer, version });
  const messages = await admin.messages();
  await admin.send('/cards');
  await toName(other);
  await bot.customer.send('/start');
  await bot.customer.waitFor('Hello!');
  await bot.restart();
  await other.send('Dragon');
  await other.waitFor(screen('Step 3 of 4'), { timeout: 60_000 });
  const { broken_snapshot, revision } = before;
  const left = { version, snapshot: newer, broken_snapshot, revision };
  expect(await sessionOf(bot.database, admin.id)).toMatchObject(left);
  expect(await admin.messages()).toHaveLength(messages.length + 1);

  await storeSession(bot.database, admin.id, { snapshot: before.snapshot });
  await admin.waitFor(screen('the newest first'), { timeout: 60_000 });
  reportOutcome(
    'snapshots',
    'one of a newer program',
    'left untouched; its updates wait and are taken by the newer program; other chats go on',
  );
});
