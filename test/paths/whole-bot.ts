import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { StatePath } from '../../machines/state-path.ts';
import type { PreparedStatement } from '../../src/database/database.ts';
import { type Catalogue, loadCatalogue } from '../../src/locales/catalogue.ts';
import { LOCALES, type Locale } from '../../src/locales/locale.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { HOLDS } from '../machines/holds.ts';
import type { TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { expectHeld } from './database-holds.ts';
import { act, type Pictures } from './deeds.ts';
import { type HeldOperations, holdOperations } from './held-operations.ts';
import { bringAbout, mend, type World } from './outcomes.ts';
import type { Step } from './path.ts';
import { type Chat, expectShown } from './phone-shows.ts';
import { troubleWithFiles } from './photo-trouble.ts';
import { prepareRefusing } from './refused-results.ts';
import { seenIn } from './seen.ts';
import { hasMark, markSession, readSession, type StoredSession } from './stored-session.ts';
import type { Depth, Walker } from './walk.ts';

/** The parts of a stage that all admins share. */
interface Stage {
  readonly bot: TestBot;
  readonly world: World;
  readonly held: HeldOperations;
  readonly catalogue: Catalogue;
  readonly botUsername: string;
  readonly pictures: Pictures;
  /** Told of each state that was looked at, and in which language. */
  readonly onSeen: (state: StatePath, locale: Locale) => void;
}

/** One admin's phone and what the database has of them. */
interface Admin {
  readonly phone: Phone;
  readonly locale: Locale;
  readonly listedId: string;
}

/** For what comes soon, also on a machine that does other things as well. */
const PATIENCE = { timeout: 40_000, interval: 20 };

/** The whole bot, which has one admin for each language: paths are walked in one language after the other. */
export async function createWholeBotDepth(
  bot: TestBot,
  onSeen: Stage['onSeen'] = () => {},
): Promise<Depth> {
  const stage = await createStage(bot, onSeen);
  return {
    async begin(_path, index) {
      const locale = LOCALES[index % LOCALES.length] ?? 'en';
      const phone = bot.admins[index % LOCALES.length] ?? bot.admin;
      await phone.setLanguage(locale);
      return createWalker(stage, { phone, locale, listedId: await beginAnew(stage, phone) });
    },
  };
}

async function createStage(bot: TestBot, onSeen: Stage['onSeen']): Promise<Stage> {
  const { database, dataDir, playground, customer } = bot;
  const whole = await jpeg('teal', { width: 80, height: 112 });
  const { photo } = await customer.sendPhoto(whole);
  if (photo === undefined) throw new Error('the photo was not sent as one');
  const { result } = await playground.api('getMe');
  return {
    bot,
    world: {
      database,
      photos: createFilePhotoStore(join(dataDir, 'photos')),
      trouble: troubleWithFiles(dataDir),
      results: await prepareRefusing(database),
      picture: whole,
      // The photo was sent broken.
      breakPicture: async () => {},
    },
    held: await holdOperations(database),
    catalogue: loadCatalogue(),
    botUsername: String(result.username),
    pictures: { whole, broken: whole.subarray(0, 40), sent: { photo } },
    onSeen,
  };
}

/** Forgets an admin, and all cards but one in the list; returns its id. */
async function beginAnew({ world, held }: Stage, phone: Phone): Promise<string> {
  const { database } = world;
  await held.drop(phone.id);
  await rowsOf(database, 'delete from admin_session where admin_id = ?', [phone.id]);
  await rowsOf(database, 'delete from taken_update where admin_id = ?', [phone.id]);
  await rowsOf(database, 'delete from card');
  await phone.clear();
  return (await insertCard(database, { name: 'Phoenix', status: 'draft' })).id;
}

async function createWalker(stage: Stage, admin: Admin): Promise<Walker> {
  const { world, held, catalogue, pictures, botUsername } = stage;
  const { phone, locale, listedId } = admin;
  const { database } = world;
  const translator = catalogue.createTranslator(locale);
  let now = await look(world, phone);
  let before = now;
  let [marks, deeds] = [0, 0];

  async function end(step: Step): Promise<void> {
    await bringAbout({ world, adminId: phone.id, snapshot: now.snapshot }, step);
    await held.release(phone.id);
    await untilShown(world, phone.id, { revision: now.revision + 1, deeds });
    await mend(world);
  }

  async function deed(step: Step, ahead: readonly Step[]): Promise<void> {
    const { revision, messages, screenMessage } = now;
    const screen = messages.find(({ message_id: id }) => id === screenMessage);
    const hand = { phone, plain: translator.plain, screen, revision, listedId, pictures };
    await act(hand, step, ahead);
    deeds += 1;
    await untilShown(world, phone.id, { revision, deeds });
  }

  return {
    session: async () => now.snapshot,
    async take(step, ahead) {
      marks += 1;
      const isMarked = await markSession(database, phone.id, marks);
      await (step.operation === null ? deed(step, ahead) : end(step));
      [before, now] = [now, await look(world, phone)];
      if (isMarked) expect(hasMark(now.snapshot, marks), 'the session was loaded anew').toBe(true);
    },
    isUnchanged: () => now.revision === before.revision,
    async see(stepped, state) {
      const { context } = stepped.after;
      expect(context).toMatchObject(HOLDS[state]);
      await expectHeld(world, state, stepped.after);
      expectShown(stepped, seenIn(state, { context, translator, botUsername }), { before, now });
      stage.onSeen(state, locale);
    },
    end: () => mend(world),
  };
}

/** What there is of an admin: the session in the database, and the chat on the phone. */
async function look({ database }: World, phone: Phone): Promise<StoredSession & Chat> {
  return { ...(await readSession(database, phone.id)), messages: await phone.messages() };
}

/** Waits until so many updates of an admin were taken and answered, and the session has come to a revision, or beyond, and is shown. */
async function untilShown(
  { database }: World,
  adminId: number,
  { revision, deeds }: { revision: number; deeds: number },
): Promise<void> {
  await vi.waitFor(async () => {
    const [row] = await database.run<{ shown: boolean; answered: number }>(SHOWN, [
      adminId,
      revision,
    ]);
    if (row?.shown !== true || row.answered !== deeds) {
      throw new Error(`${row?.answered} of ${deeds} are answered, shown: ${row?.shown}`);
    }
  }, PATIENCE);
}

const SHOWN: PreparedStatement = {
  name: 'shown_to_admin',
  text: `select revision >= $2 and revision = shown_revision as shown,
      (select count(finished_at)::int from taken_update where admin_id = $1) as answered
    from admin_session where admin_id = $1`,
};
