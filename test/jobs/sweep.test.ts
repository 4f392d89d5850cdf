import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { type JobEngine, startJobEngine } from '../../src/jobs/job-engine.ts';
import { startSweeping, sweepUnanswered } from '../../src/jobs/sweep.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import { createFinishedUpdates, postponeUpdate } from '../../src/services/finish-updates.ts';
import { takeUpdate, type UpdateId } from '../../src/services/take-update.ts';
import { takeEvent } from '../../src/session/take.ts';
import { createSessionStage, type SessionStage, updateOf } from '../support/session-stage.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const PERSON = { id: 7, firstName: 'Vera', lastName: null, username: null, languageCode: 'ru' };

let stage: SessionStage;
let engine: JobEngine;
let answered: UpdateId[];
let answer: (id: UpdateId) => Promise<void>;

beforeAll(async () => {
  stage = await createSessionStage();
  engine = stage.engine;
  await startWorkers({
    engine,
    database: stage.database,
    photos: stage.photos,
    session: stage.session,
    answerAgain: async (id) => {
      answered.push(id);
      await answer(id);
    },
  });
});
afterAll(() => stage.close());

/** A taken update of a customer, as old as this. */
async function takenAgo(seconds: number, payload: unknown = { about: 'anything' }) {
  const id = { botId: 42, updateId: stage.nextUpdateId() };
  await takeUpdate(stage.database, id, PERSON, payload);
  await stage.rows(
    'update taken_update set taken_at = now() - make_interval(secs => ?) where update_id = ?',
    [seconds, id.updateId],
  );
  return id;
}

function sweep(olderThanSeconds = 8): Promise<number> {
  return sweepUnanswered({ engine, database: stage.database }, olderThanSeconds);
}

function finish(id: UpdateId): Promise<void> {
  const finished = createFinishedUpdates(stage.database, () => {});
  finished.add(id);
  return finished.flush();
}

async function untilAnswered(...ids: UpdateId[]): Promise<void> {
  await vi.waitFor(() => expect(answered).toEqual(expect.arrayContaining(ids)), PATIENCE);
}

async function dueInSeconds({ updateId }: UpdateId): Promise<number> {
  const [row] = await stage.rows<{ seconds: number }>(
    `select coalesce(extract(epoch from due_at - now()), 0)::float8 as seconds
     from taken_update where update_id = ?`,
    [updateId],
  );
  return row?.seconds ?? 0;
}

describe('an update that nobody answered', () => {
  test('is answered by a job once it is eight seconds old', async () => {
    [answered, answer] = [[], finish];
    await takenAgo(0);
    const old = await takenAgo(9);
    expect(await sweep()).toBe(1);
    await untilAnswered(old);
    expect(answered).toEqual([old]);
    await stage.rows('delete from taken_update');
  });

  test('is answered once, however often and from how many processes it is swept', async () => {
    [answered, answer] = [[], finish];
    const old = await takenAgo(9);
    await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    await untilAnswered(old);
    await vi.waitFor(async () => {
      const open = "select 1 from job where name = 'answer' and state < 'completed'";
      expect(await stage.rows(open)).toEqual([]);
      expect(await sweep()).toBe(0);
    }, PATIENCE);
  });

  test('is left alone when it is finished, postponed, or answered by a screen', async () => {
    [answered, answer] = [[], finish];
    const [done, postponed] = [await takenAgo(9), await takenAgo(9)];
    await finish(done);
    await postponeUpdate(stage.database, postponed, 60);
    await takenAgo(9, null);
    await stage.take(stage.newAdmin(), { type: 'HOME' });
    await stage.rows("update taken_update set taken_at = now() - interval '1 minute'");
    expect(await sweep()).toBe(0);
    await stage.rows('update taken_update set due_at = now() where update_id = ?', [
      postponed.updateId,
    ]);
    expect(await sweep()).toBe(1);
    await untilAnswered(postponed);
  });

  test('and whose answer fails waits a minute, and keeps no other from being answered', async () => {
    answered = [];
    const [poison, good] = [await takenAgo(20), await takenAgo(9)];
    answer = async (id) => {
      if (id.updateId === poison.updateId) throw new Error('it cannot be read');
      await finish(id);
    };
    await sweep();
    await untilAnswered(poison, good);
    await vi.waitFor(async () => {
      expect(await dueInSeconds(poison)).toBeGreaterThan(50);
      expect(await sweep()).toBe(0);
    }, PATIENCE);
    await stage.rows('delete from taken_update');
  });

  test('and whose answer is cut off by a stop is put off by nothing: the next process gives it', async () => {
    const cutOff = await takenAgo(9);
    let handle: (data: unknown, signal: AbortSignal) => Promise<void> = async () => {};
    const told = {
      work: async (queue: string, _workers: number, _schema: unknown, handler: typeof handle) => {
        if (queue === 'answer') handle = handler;
      },
      schedule: async () => {},
    } as unknown as JobEngine;
    const { database, photos, session } = stage;
    const answerAgain = async () => {
      throw new Error('whatever a cut-off call throws');
    };
    await startWorkers({ engine: told, database, photos, session, answerAgain });
    await expect(handle(cutOff, AbortSignal.abort())).rejects.toThrow('whatever');
    expect(await dueInSeconds(cutOff)).toBe(0);
    await expect(handle(cutOff, new AbortController().signal)).rejects.toThrow('whatever');
    expect(await dueInSeconds(cutOff)).toBeGreaterThan(50);
    await stage.rows('delete from taken_update');
  });
});

describe('sweeping', () => {
  async function start(database: Database, onlyProcess: boolean) {
    const { log, jobs } = stage.session;
    const stop = await startSweeping({ engine, database, jobs, log }, { onlyProcess });
    onTestFinished(stop);
    return stop;
  }

  test('begins with what a dead process left, however young, when no other process can be at work', async () => {
    [answered, answer] = [[], finish];
    const young = await takenAgo(0);
    await start(stage.database, true);
    await untilAnswered(young);
  });

  test('leaves what another process may have in hand to it', async () => {
    [answered, answer] = [[], finish];
    const [young, old] = [await takenAgo(0), await takenAgo(9)];
    await start(stage.database, false);
    await untilAnswered(old);
    expect(answered).toEqual([old]);
    await finish(young);
  });

  test('goes on every second, and sends what sessions lack at once and when the database is back', async () => {
    [answered, answer] = [[], finish];
    const admin = stage.newAdmin();
    let isAway = true;
    const flaky: Database = {
      ...stage.database,
      run: (statement, values) => {
        if (isAway) throw new Error('Connection terminated unexpectedly');
        return stage.database.run(statement, values);
      },
    };
    await start(flaky, false);
    const lost = { ...stage.session.jobs, screen: async () => {} };
    const update = updateOf(admin, { type: 'HOME' }, {}, stage.nextUpdateId);
    await takeEvent({ ...stage.session, jobs: lost }, update);
    const old = await takenAgo(9);
    isAway = false;
    await untilAnswered(old);
    await vi.waitFor(
      () =>
        expect(stage.showing.screens).toContainEqual(expect.objectContaining({ adminId: admin })),
      PATIENCE,
    );
  });

  test('stops when it is told to', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const stop = await start(stage.database, false);
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
