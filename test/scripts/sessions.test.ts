import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/database/database.ts';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts';
import {
  addCard,
  createSessionStage,
  photo,
  type SessionStage,
} from '../support/session/session-stage.ts';
import { runScript } from '../support/sources/run-script.ts';

const TOKEN = `123456:${'a'.repeat(35)}`;

let stage: SessionStage;
let dataDir: string;

beforeAll(async () => {
  [stage, dataDir] = await Promise.all([
    createSessionStage(),
    mkdtemp(join(tmpdir(), 'cardseal-sessions-')),
  ]);
});
afterAll(async () => {
  await stage.close();
  await rm(dataDir, { recursive: true, force: true });
});

function sessions(...args: string[]) {
  const env = { DATABASE_URL: stage.url, BOT_TOKEN: TOKEN, DATA_DIR: dataDir };
  return runScript('scripts/sessions.ts', args, env);
}

describe('npm run sessions', () => {
  test('says so when there are no sessions', async () => {
    expect(await sessions('list')).toEqual({ code: 0, output: 'There are no sessions.\n' });
  });

  test('lists what was given up and puts it back', async () => {
    const admin = stage.newAdmin();
    stage.staged.replace('storeOriginal', () => Promise.reject(new Error('a fault of ours')));
    await stage.go(admin, addCard(), photo());
    stage.staged.reset();
    const listed = await sessions('list');
    expect(listed.code).toBe(0);
    expect(listed.output).toMatch(new RegExp(`${admin}.*addCard.originalFailed.*gave_up`));

    const retried = await sessions('retry', String(admin));
    expect(retried).toEqual({
      code: 0,
      output: `The session of ${admin} tries again: addCard.storingOriginal.\n`,
    });
    const jobs = await stage.rows(
      "select data from job where name = 'operate' and state = 'created'",
    );
    expect(jobs).toContainEqual({ data: await stage.key(admin) });

    const again = await sessions('retry', String(admin));
    expect(again.code).toBe(1);
    expect(again.output).toContain('nothing to try again');
  });

  test.each([
    [[]],
    [['retry']],
    [['retry', 'me']],
    [['retry', '-1']],
    [['forget', '1']],
  ])('explains itself when it is called with %j', async (args) => {
    const { code, output } = await sessions(...args);
    expect(code).toBe(1);
    expect(output).toContain('Usage:');
    expect(output).not.toContain(new URL(stage.url).password);
  });

  test('says so when no bot runs on the folder', async () => {
    const { code, output } = await runScript('scripts/sessions.ts', ['list'], {
      DATA_DIR: dataDir,
    });
    expect(code).toBe(1);
    expect(output).toContain('No bot is running');
  });

  test('finds the embedded PostgreSQL of a bot that runs', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
    const database = await createDatabase(server.url);
    await database.migrate();
    await database.close();
    const env = { DATA_DIR: dataDir };
    const { code, output } = await runScript('scripts/sessions.ts', ['list'], env);
    await server.stop();
    expect({ code, output }).toEqual({ code: 0, output: 'There are no sessions.\n' });
  });
});
