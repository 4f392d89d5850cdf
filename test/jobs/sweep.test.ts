import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startJobEngine } from '../../src/jobs/job-engine.ts';
import { startSweeping } from '../../src/jobs/sweep.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import { takeEvent } from '../../src/session/take.ts';
import {
  createSessionStage,
  type SessionStage,
  updateOf,
} from '../support/session/session-stage.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let stage: SessionStage;

beforeAll(async () => {
  stage = await createSessionStage();
  const { engine, database, photos, session } = stage;
  await startWorkers({ engine, database, photos, session });
});
afterAll(() => stage.close());

describe('sweeping', () => {
  async function start(takeUp: () => Promise<void>) {
    const { session } = stage;
    const stop = await startSweeping({ session, takeUp, log: session.log });
    onTestFinished(stop);
    return stop;
  }

  test('goes on every second, and sends what sessions lack at once and when the database is back', async () => {
    const admin = stage.newAdmin();
    let isAway = true;
    const takeUp = vi.fn(async () => {
      if (isAway) throw new Error('Connection terminated unexpectedly');
    });
    await start(takeUp);
    const lost = { ...stage.session.jobs, screen: async () => {} };
    const update = updateOf(admin, { type: 'HOME' }, {}, stage.nextUpdateId);
    await takeEvent({ ...stage.session, jobs: lost }, update);
    await vi.waitFor(() => expect(takeUp.mock.calls.length).toBeGreaterThan(1), PATIENCE);
    expect(stage.showing.screens).toEqual([]);
    isAway = false;
    await vi.waitFor(
      () =>
        expect(stage.showing.screens).toContainEqual(expect.objectContaining({ adminId: admin })),
      PATIENCE,
    );
  });

  test('stops when it is told to', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const stop = await start(async () => {});
    expect(vi.getTimerCount()).toBe(1);
    await stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('jobs that a dead process had in hand are dropped at once when no other process can be at work', async () => {
  const admin = stage.newAdmin();
  await stage.take(admin, { type: 'HOME' });
  await stage.rows(
    `insert into job (name, data, singleton_key, state, policy, started_on)
     values ('screen', '{}', 'dead', 'active', 'stately', now())`,
  );
  const log = pino({ level: 'silent' });
  const second = await startJobEngine(stage.url, log, { onlyProcess: true });
  onTestFinished(() => second.stop(1_000));
  const dead = "select 1 from job where singleton_key = 'dead'";
  expect(await stage.rows(dead)).toEqual([]);
});
