import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import { sendNeglected } from '../../src/session/net.ts';
import { takeEvent } from '../../src/session/take.ts';
import {
  addCard,
  createSessionStage,
  photo,
  type SessionStage,
  text,
  updateOf,
} from '../support/session/session-stage.ts';
import { createHeld } from '../support/waiting/held.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let stage: SessionStage;
let admin: number;

beforeAll(async () => {
  stage = await createSessionStage();
  const { engine, database, photos, session } = stage;
  await startWorkers({ engine, database, photos, session });
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.showing.reset();
  stage.staged.reset();
  admin = stage.newAdmin();
});

/** Waits until the admin sees this state. */
async function untilShown(state: string, adminId = admin): Promise<void> {
  const last = () => stage.showing.screens.findLast((screen) => screen.adminId === adminId);
  await vi.waitFor(() => expect(last()).toMatchObject({ state }), PATIENCE);
}

/** Waits until nothing of the session is left to do. */
async function untilSettled(): Promise<void> {
  await vi.waitFor(async () => {
    const row = await stage.row(admin);
    expect(row).toMatchObject({ child: null, shownRevision: row.revision });
    expect(await jobsInHand()).toEqual([]);
  }, PATIENCE);
}

const OF_THE_ADMIN = "? in (data ->> 'adminId', data -> 'data' ->> 'adminId')";

function jobsInHand() {
  return stage.rows(`select name, state from job where state < 'completed' and ${OF_THE_ADMIN}`, [
    String(admin),
  ]);
}

async function register(name = 'Dragon', description = 'First edition') {
  const card = addCard();
  await stage.take(admin, card);
  await untilShown('addCard.originalPhoto');
  await stage.take(admin, photo());
  await untilShown('addCard.name');
  await stage.take(admin, text(name));
  await untilShown('addCard.description');
  await stage.take(admin, text(description));
  await untilShown('addCard.packagedPhoto');
  return card;
}

describe('the workers', () => {
  test('bring an update to its operation, its result and its screen', async () => {
    const card = await register();
    await stage.take(admin, { type: 'SKIP' });
    await untilShown('addCard.done');
    await untilSettled();
    expect(await stage.rows('select status from card where id = ?', [card.cardId])).toEqual([
      { status: 'active' },
    ]);
    expect(stage.showing.deliveries).toEqual([`qr:${card.cardId}`]);
    const open = 'select 1 from taken_update where admin_id = ? and finished_at is null';
    expect(await stage.rows(open, [admin])).toEqual([]);
  });

  test('show one screen of an admin at a time, and the newest last', async () => {
    let [atOnce, most] = [0, 0];
    stage.showing.showBy(async (request, signal, normally) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      const shown = await normally(request, signal);
      atOnce -= 1;
      return shown;
    });
    await stage.take(admin, addCard());
    await Promise.all(Array.from({ length: 20 }, (_, n) => stage.take(admin, text(`${n}`))));
    await untilSettled();
    expect(most).toBe(1);
    expect(stage.showing.screens.at(-1)).toMatchObject({ revision: 21 });
    expect(stage.showing.screens.length).toBeLessThanOrEqual(21);
  });

  test('are not held up by one admin whose chat is slow', async () => {
    const slow = createHeld();
    const [slowAdmin, other] = [admin, stage.newAdmin()];
    stage.showing.showBy(async (request, signal, normally) => {
      if (request.adminId === slowAdmin) await slow.hold();
      return normally(request, signal);
    });
    await stage.take(slowAdmin, addCard());
    await slow.reached;
    await stage.take(slowAdmin, { type: 'CARDS' });
    await stage.take(other, addCard());
    await untilShown('addCard.originalPhoto', other);
    slow.release();
    await untilSettled();
  });

  test('show a screen again when the time that the messenger named has come', async () => {
    let asked = 0;
    stage.showing.showBy(async (request, signal, normally) => {
      asked += 1;
      if (asked === 1) return { type: 'due', seconds: 1 };
      return normally(request, signal);
    });
    await stage.take(admin, { type: 'HOME' });
    await untilShown('home');
    expect(asked).toBe(2);
    await untilSettled();
  });
});

describe('the net', () => {
  async function dropJobs(): Promise<void> {
    await stage.rows(`delete from job where ${OF_THE_ADMIN}`, [String(admin)]);
  }

  async function untilOnlyLater(): Promise<void> {
    const only = [{ name: 'later', state: 'created' }];
    await vi.waitFor(async () => expect(await jobsInHand()).toEqual(only), PATIENCE);
  }

  test('sends what is missing for a session whose jobs were lost', async () => {
    const lost = { ...stage.session.jobs, screen: async () => {}, operate: async () => {} };
    const update = updateOf(admin, { type: 'STATISTICS' }, {}, stage.nextUpdateId);
    await takeEvent({ ...stage.session, jobs: lost }, update);
    expect(await jobsInHand()).toEqual([]);
    expect(await sendNeglected(stage.session)).toBe(1);
    await untilShown('statistics.shown');
    await untilSettled();
    expect(await sendNeglected(stage.session)).toBe(0);
  });

  test('leaves a screen that is not due to its time, even when its job was lost', async () => {
    stage.showing.showBy(async () => ({ type: 'due', seconds: 60 }));
    await stage.take(admin, { type: 'HOME' });
    await untilOnlyLater();
    stage.showing.reset();
    await dropJobs();
    await sendNeglected(stage.session);
    await untilOnlyLater();
    expect(stage.showing.screens).toEqual([]);
  });
});

describe('what is stored with jobs', () => {
  test('are ids and nothing of what people wrote', async () => {
    const token = `123456:${randomBytes(20).toString('hex')}`;
    stage.showing.showBy(async (request, signal, normally) => {
      const state = adminSessions.statePath(request.snapshot);
      if (state === 'addCard.name' && request.showOn === null) {
        stage.showing.showBy((again, by, usually) => usually(again, by));
        throw new Error(`https://api.telegram.org/bot${token}/sendMessage failed for Dragon`);
      }
      return normally(request, signal);
    });
    const card = addCard();
    await stage.take(admin, card);
    await untilShown('addCard.originalPhoto');
    await stage.take(admin, photo());
    await vi.waitFor(
      async () => expect((await stage.row(admin)).child ?? null).toBeNull(),
      PATIENCE,
    );
    await vi.waitFor(
      () => expect(stage.logged.join('')).toContain('a job met an unexpected error'),
      PATIENCE,
    );
    await sendNeglected(stage.session);
    await untilShown('addCard.name');
    await stage.take(admin, text('Dragon'));
    await stage.take(admin, text('First edition'));
    await untilShown('addCard.packagedPhoto');
    await untilSettled();

    const jobs = await stage.rows<{ data: object; output: unknown }>(
      `select data, output from job where ${OF_THE_ADMIN}`,
      [String(admin)],
    );
    expect(jobs.length).toBeGreaterThan(5);
    const stored = JSON.stringify(jobs);
    for (const secret of [token, 'Dragon', 'First edition', card.code, 'photo-file']) {
      expect(stored).not.toContain(secret);
    }
    for (const { data, output } of jobs) {
      expect(['adminId', 'attempt', 'child', 'data', 'operation', 'queue']).toEqual(
        expect.arrayContaining(Object.keys(data)),
      );
      expect(output).toBeNull();
    }
  });
});
