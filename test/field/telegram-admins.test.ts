import { afterAll, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot({ admins: 2 });
});
afterAll(() => bot.close());

/** What the session of a person has still to do. */
async function sessionOf(id: number): Promise<unknown> {
  const [row] = await rowsOf(
    bot.database,
    'select child, shown_revision < revision as behind from admin_session where admin_id = ?',
    [id],
  );
  return row;
}

async function countOf(messages: Promise<readonly unknown[]>): Promise<number> {
  return (await messages).length;
}

fieldCase(
  'telegram',
  {
    kind: 'people who are no admins any more',
    input: 'an admin is removed from ADMIN_IDS while a photo of theirs is being saved',
    outcome:
      'it is saved, and they are shown nothing any more; as an admin again they go on where they were',
  },
  async () => {
    const [admin, other] = bot.admins;
    if (admin === undefined || other === undefined) throw new Error('there are no two admins');
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'getFile', kind: 'hang' });
    await admin.sendPhoto(await jpeg('tomato'));
    await eventually(() => sessionOf(admin.id)).toMatchObject({ child: expect.any(String) });
    await eventually(async () => (await bot.playground.faultsToCome()).length).toBe(0);
    let before = 0;
    await bot.whileStopped(
      async () => {
        // The newest screen counts as not shown yet, as after a process that died.
        await rowsOf(bot.database, 'update admin_session set shown_revision = revision - 1');
        before = await countOf(admin.messages());
      },
      { ADMIN_IDS: String(other.id) },
    );
    await bot.playground.clearFaults();
    await eventually(() => sessionOf(admin.id)).toEqual({ child: null, behind: false });
    expect(await countOf(admin.messages())).toBe(before);
    expect(bot.logged.filter((line) => line.includes('"no_admin"'))).not.toEqual([]);
    await admin.send('/admin');
    await admin.waitFor('for the shop');
    await bot.restart({ ADMIN_IDS: `${admin.id},${other.id}` });
    await admin.send('/admin');
    await admin.waitFor(screen('You have begun'));
  },
);

fieldCase(
  'telegram',
  {
    kind: 'people who are no admins any more',
    input: 'a stranger sends /add, and then one who was an admin does',
    outcome: 'Telegram is asked to take back the commands of the second alone',
  },
  async () => {
    const [admin, former] = bot.admins;
    if (admin === undefined || former === undefined) throw new Error('there are no two admins');
    await former.send('/admin');
    await former.waitFor(screen('Register a card'));
    await bot.restart({ ADMIN_IDS: String(admin.id) });
    const removals = async () =>
      (await bot.playground.calls('deleteMyCommands')).map(({ params }) => params.scope);
    const begun = (await removals()).length;
    await bot.customer.send('/add');
    await bot.customer.waitFor(() => true);
    await former.send('/add');
    await eventually(async () => (await removals()).length - begun).toBe(3);
    expect(JSON.stringify((await removals()).slice(begun))).not.toContain(String(bot.customer.id));
  },
);
