import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { isPassingDatabaseError } from '../../src/database/database-errors.ts';
import { type JobEngine, startJobEngine } from '../../src/jobs/job-engine.ts';
import { QUEUES } from '../../src/jobs/queues.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';
import { createHeld } from '../support/waiting/held.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const job = z.object({ adminId: z.number() });

let testDatabase: TestDatabase;
let engine: JobEngine;
let logged: string[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  engine = await start();
});
afterAll(async () => {
  await engine.stop(1_000);
  await testDatabase.close();
});

async function start(): Promise<JobEngine> {
  logged = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  return startJobEngine(testDatabase.url, log, { onlyProcess: false });
}

function rows(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return testDatabase.database.fork().execute(sql, values);
}

function send(key: string, seconds?: number): Promise<void> {
  const em = testDatabase.database.fork();
  return engine.send(em, seconds ? 'later' : 'screen', key, { adminId: 1 }, seconds);
}

describe('sending', () => {
  test('appears with the commit and vanishes with the rollback', async () => {
    const { database } = testDatabase;
    const sending = createHeld();
    const committed = database.fork().transactional(async (em) => {
      await engine.send(em, 'screen', 'committed', { adminId: 1 });
      await sending.hold();
    });
    await sending.reached;
    const seen = "select 1 from job where singleton_key = 'committed'";
    expect(await rows(seen)).toEqual([]);
    sending.release();
    await committed;
    expect(await rows(seen)).toHaveLength(1);

    const rolledBack = database.fork().transactional(async (em) => {
      await engine.send(em, 'screen', 'rolled-back', { adminId: 1 });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await rows("select 1 from job where singleton_key = 'rolled-back'")).toEqual([]);
  });

  test('the same key while it still waits is needless, from however many transactions', async () => {
    await Promise.all(Array.from({ length: 5 }, () => send('same')));
    const seconds = 60;
    await Promise.all(Array.from({ length: 5 }, () => send('same', seconds)));
    const [count] = await rows(
      "select count(*)::int as jobs from job where singleton_key = 'same'",
    );
    expect(count).toEqual({ jobs: 2 });
  });
});

describe('the queues', () => {
  test('have the options that the code names, also where they existed with others', async () => {
    const options = () =>
      rows(`select name, policy, retry_limit, retry_backoff, heartbeat_seconds, deletion_seconds,
              dead_letter, notify from queue where name in ('screen', 'operate', 'answer', 'later')
            order by name`);
    const before = await options();
    await rows('update queue set retry_limit = 1, heartbeat_seconds = 600, notify = false');
    const second = await start();
    onTestFinished(() => second.stop(1_000));
    expect(await options()).toEqual(before);
    const session = { heartbeat_seconds: 10, retry_backoff: false, dead_letter: null };
    expect(before).toMatchObject([
      { name: 'later', policy: 'short', notify: false, ...session },
      { name: 'operate', policy: 'stately', notify: true, ...session },
      { name: 'screen', policy: 'stately', notify: true, ...session },
    ]);
    expect(Object.keys(QUEUES)).toContain('clean-up');
  });

  test('are started by four processes at the same moment', async () => {
    const engines = await Promise.all(Array.from({ length: 4 }, start));
    await Promise.all(engines.map((each) => each.stop(1_000)));
  });
});

describe('a handler', () => {
  const token = `123456:${randomBytes(20).toString('hex')}`;

  test('that throws ends its job, is logged, and leaves nothing of the error in the job', async () => {
    await engine.work('operate', 1, job, async () => {
      throw Object.assign(new Error(`call to bot${token} failed`), { payload: 'a private text' });
    });
    await engine.send(testDatabase.database.fork(), 'operate', 'throws', { adminId: 1 });
    const find = () => rows("select state, output from job where singleton_key = 'throws'");
    await vi.waitFor(
      async () => expect(await find()).toMatchObject([{ state: 'completed' }]),
      PATIENCE,
    );
    expect(await find()).toEqual([{ state: 'completed', output: null }]);
    expect(logged.join('')).toContain('a job met an unexpected error');
  });

  test('that is given data of another shape is not called', async () => {
    const called = vi.fn(async () => {});
    await engine.work('operate', 1, job, called);
    await engine.send(testDatabase.database.fork(), 'operate', 'odd', { somebody: 'else' });
    const find = () => rows("select state from job where singleton_key = 'odd'");
    await vi.waitFor(async () => expect(await find()).toEqual([{ state: 'completed' }]), PATIENCE);
    expect(called).not.toHaveBeenCalled();
  });

  test('that is cut off by the stop has its job kept for another process, without what it threw', async () => {
    await rows("delete from job where name = 'screen'");
    const stopping = await start();
    const begun = createHeld();
    await stopping.work('screen', 1, job, async (_, signal) => {
      void begun.hold();
      await new Promise((_done, fail) => {
        signal.addEventListener('abort', () => fail(new Error(`call to bot${token} was cut off`)));
      });
    });
    await stopping.send(testDatabase.database.fork(), 'screen', 'cut-off', { adminId: 1 });
    await begun.reached;
    await stopping.stop(1_000);
    const [cutOff] = await rows("select * from job where singleton_key = 'cut-off'");
    expect(cutOff).toMatchObject({ state: 'retry' });
    expect(JSON.stringify(cutOff)).not.toContain(token);

    const taken: number[] = [];
    await engine.work('screen', 1, job, async ({ adminId }) => void taken.push(adminId));
    await vi.waitFor(() => expect(taken).toContain(1), PATIENCE);
  });
});

test('an engine whose database is away says so with an error that passes', async () => {
  const url = new URL(testDatabase.url);
  url.port = '1';
  const starting = startJobEngine(url.href, pino({ level: 'silent' }), { onlyProcess: false });
  await expect(starting).rejects.toSatisfy(isPassingDatabaseError);
});
