import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FAULT_POINTS } from '../../src/faults.ts';
import type { SessionUpdate } from '../../src/session/take.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { createProcessStage, type ProcessStage } from '../support/bot/process-stage.ts';
import { likelyAction } from '../support/bot/random-admin.ts';
import { ProcessEnded, type SessionProcess } from '../support/session/session-processes.ts';
import { addCard, updateOf } from '../support/session/session-stage.ts';

const ADMINS = Array.from({ length: 20 }, (_, n) => n + 1);
const UPDATES_EACH = 15;
const PROCESSES = 3;
const KILLS = 4;

let stage: ProcessStage;
let lastUpdate = 0;
let deliveries = 0;

beforeAll(async () => {
  stage = await createProcessStage();
});
afterAll(() => stage.close());

/** Delivers an update as Telegram does: until somebody has taken it, and now and then twice. */
async function deliver(update: SessionUpdate): Promise<string> {
  deliveries += 1;
  for (;;) {
    const processes = stage.alive();
    const process = processes[randomInt(processes.length)];
    if (process === undefined) throw new Error('no process is alive');
    try {
      return await process.take(update);
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
    }
  }
}

/**
 * One admin's updates, in order; a second delivery of one draws another card id, as the real routing
 * does. Every other admin waits for each screen, the others do not.
 */
async function liveThrough(adminId: number, cardIds: Map<number, string[]>): Promise<void> {
  for (let n = 0; n < UPDATES_EACH; n++) {
    if (adminId % 2 === 0) await stage.untilSettled(adminId);
    lastUpdate += 1;
    const id = lastUpdate;
    const action = likelyAction((await stage.shownTo(adminId)).at(-1)?.state);
    const times = randomInt(5) === 0 ? 2 : 1;
    const updates = Array.from({ length: times }, () =>
      updateOf(adminId, action.type === 'ADD' ? addCard() : action, { updateId: id }, () => id),
    );
    cardIds.set(
      id,
      updates.flatMap(({ event }) => (event.type === 'ADD' ? [event.cardId] : [])),
    );
    const results = await Promise.all(updates.map(deliver));
    // A process that died after its commit has taken it, though nobody heard of it.
    expect(results.filter((result) => result === 'taken').length).toBeLessThanOrEqual(1);
  }
}

/** Ends a process now and then, at a point of the protocol or anywhere, and starts another in its place. */
async function killNowAndThen(isOver: () => boolean): Promise<void> {
  const everyDeliveries = (ADMINS.length * UPDATES_EACH) / (KILLS + 1);
  for (let kill = 1; kill <= KILLS; kill++) {
    const isTime = () => isOver() || deliveries >= kill * everyDeliveries;
    await vi.waitFor(() => expect(isTime()).toBe(true), { timeout: 120_000 });
    const [victim] = stage.alive();
    await Promise.all([stage.start(), victim && end(victim)]);
  }
}

async function end(victim: SessionProcess): Promise<void> {
  const point = FAULT_POINTS[randomInt(FAULT_POINTS.length)];
  if (point !== undefined) victim.crashAt(point);
  const patience = setTimeout(() => victim.signal('SIGKILL'), 500);
  await victim.ended;
  clearTimeout(patience);
}

describe('several processes on one database, some of which are killed', () => {
  const cardIds = new Map<number, string[]>();

  beforeAll(async () => {
    await Promise.all(Array.from({ length: PROCESSES }, () => stage.start()));
    let isOver = false;
    const living = Promise.all(ADMINS.map((admin) => liveThrough(admin, cardIds)));
    await Promise.all([
      living.finally(() => {
        isOver = true;
      }),
      killNowAndThen(() => isOver),
    ]);
    await stage.untilAllSettled();
  }, 240_000);

  test('leave every session whole, settled, and shown last as it is', async () => {
    const sessions = await stage.rows<{ admin_id: string; revision: number }>(
      'select admin_id, revision, broken_snapshot, set_aside_at from admin_session order by admin_id',
    );
    expect(sessions).toHaveLength(ADMINS.length);
    for (const session of sessions) {
      expect(session).toMatchObject({ broken_snapshot: null, set_aside_at: null });
      const shown = await stage.shownTo(Number(session.admin_id));
      expect(shown.at(-1)?.revision).toBe(session.revision);
    }
  });

  test('take every update once and finish it', async () => {
    const [count] = await stage.rows(
      `select count(*)::int as taken, count(finished_at)::int as finished from taken_update`,
    );
    expect(count).toEqual({ taken: lastUpdate, finished: lastUpdate });
    const people = await stage.rows('select distinct messages from person');
    expect(people).toEqual([{ messages: UPDATES_EACH }]);
  });

  test('make no card twice, and each with its photos in the store', async () => {
    const cards = await stage.rows<{ id: string }>('select id from card');
    expect(cards.length).toBeGreaterThan(0);
    const registered = new Set(cards.map(({ id }) => id));
    for (const ids of cardIds.values()) {
      expect(ids.filter((id) => registered.has(id)).length).toBeLessThanOrEqual(1);
    }
    const store = createFilePhotoStore(stage.photosDir);
    const photos = await stage.rows<{ key: string; card_id: string; slot: string }>(
      'select key, card_id, slot from photo',
    );
    for (const { key } of photos) await store.get(key);
    const originals = photos.filter(({ slot }) => slot === 'original');
    expect(new Set(originals.map(({ card_id }) => card_id))).toEqual(registered);
  });

  test('go on: every admin’s next step is shown', async () => {
    for (const admin of ADMINS) {
      lastUpdate += 1;
      const id = lastUpdate;
      await deliver(updateOf(admin, { type: 'CANCEL' }, { updateId: id }, () => id));
    }
    await stage.untilAllSettled();
    const open = 'select 1 from taken_update where finished_at is null';
    expect(await stage.rows(open)).toEqual([]);
  });
});
