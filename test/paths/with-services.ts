import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { operate } from '../../src/session/operate.ts';
import { HOLDS } from '../machines/holds.ts';
import { insertCard } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import {
  type Action,
  noSignal,
  PHOTO_FILE,
  type SessionStage,
} from '../support/session/session-stage.ts';
import { expectHeld } from './database-holds.ts';
import { bringAbout, mend, type World } from './outcomes.ts';
import type { Step } from './path.ts';
import type { PhotoTrouble } from './photo-trouble.ts';
import { prepareRefusing } from './refused-results.ts';
import { hasMark, markSession, readSession } from './stored-session.ts';
import type { Depth, Walker } from './walk.ts';

/** The session and its services on a real database and photo store, without Telegram. */
export async function createServicesDepth(
  stage: SessionStage,
  trouble: PhotoTrouble,
): Promise<Depth> {
  const picture = await jpeg('teal', { width: 80, height: 112 });
  const world: World = {
    database: stage.database,
    photos: stage.photos,
    trouble,
    results: await prepareRefusing(stage.database),
    picture,
    async breakPicture() {
      stage.files.held.set(PHOTO_FILE, picture.subarray(0, 40));
    },
  };
  return {
    async begin() {
      await stage.rows('delete from card');
      const listed = await insertCard(stage.database, { name: 'Phoenix', status: 'draft' });
      return createWalker(stage, world, listed.id);
    },
  };
}

async function createWalker(stage: SessionStage, world: World, listedId: string): Promise<Walker> {
  const { database, files, showing } = stage;
  const adminId = stage.newAdmin();
  let now = await readSession(database, adminId);
  let marks = 0;

  async function end(step: Step): Promise<void> {
    await bringAbout({ world, adminId, snapshot: now.snapshot }, step);
    await operate(stage.session, await stage.key(adminId), noSignal);
    files.held.set(PHOTO_FILE, world.picture);
    await mend(world);
  }

  return {
    session: async () => now.snapshot,
    async take(step) {
      marks += 1;
      const isMarked = await markSession(database, adminId, marks);
      showing.reset();
      if (step.operation === null) await stage.take(adminId, realAction(step, listedId));
      else await end(step);
      await stage.show(adminId);
      now = await readSession(database, adminId);
      if (isMarked) expect(hasMark(now.snapshot, marks), 'the session was loaded anew').toBe(true);
    },
    isUnchanged: () => showing.screens.length === 0,
    async see({ after, expected }, state) {
      expect(after.context).toMatchObject(HOLDS[state]);
      await expectHeld(world, state, after);
      if (typeof expected === 'string') return;
      expect(showing.screens).toMatchObject([{ adminId, state, notice: expected.notice }]);
      expect(showing.deliveries).toHaveLength(expected.sends === null ? 0 : 1);
    },
    end: async () => {},
  };
}

/** What the bot would make of what a person does: new ids, and the files and cards that there are. */
function realAction({ event: { id: _, ...event } }: Step, listedId: string): Action {
  if (event.type === 'ADD') return { ...event, cardId: randomUUID(), code: createCode() };
  if (event.type === 'OPEN') return { ...event, cardId: listedId };
  if (event.type !== 'PHOTO') return event;
  return { ...event, photo: { ...event.photo, fileId: PHOTO_FILE } };
}
