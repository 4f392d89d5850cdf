import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../playground/settings.ts';
import { endOf, runToEnd, startProcess } from '../support/playground/playground-process.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'playground-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(env: Record<string, string>) {
  const started = await startProcess(env);
  onTestFinished(started.kill);
  return started;
}

test('tells its parent where it is when it is ready', async () => {
  const { ready } = await start({ DATA_DIR: await temporaryDirectory() });
  expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${ready.url}/bot${ready.token}/getMe`);
  expect(answer.status).toBe(200);
  expect(ready.adminIds).toHaveLength(3);
});

test('ends at once at a signal, also while calls wait', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ready, ended } = await start({ DATA_DIR: await temporaryDirectory() });
    const poll = fetch(`${ready.url}/bot${ready.token}/getUpdates?timeout=50`).catch(() => 'cut');
    const events = await fetch(`${ready.url}/api/events`);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0 });
    await poll;
    await events.text().catch(() => '');
  }
});

test('ends with its parent', async () => {
  const { child, ended } = await start({ DATA_DIR: await temporaryDirectory() });
  child.disconnect();
  expect(await ended).toMatchObject({ code: 0 });
});

test('tells people how to open it and to start a bot on it', async () => {
  const main = fileURLToPath(new URL('../../playground/main.ts', import.meta.url));
  const { DATABASE_URL: _database, NODE_ENV: _mode, ...rest } = process.env;
  const env = { ...rest, DATA_DIR: await temporaryDirectory(), PLAYGROUND_PORT: '0' };
  const child = spawn(process.execPath, [main], { env });
  const ended = endOf(child);
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  const { output, code } = await ended;
  expect(output).toMatch(/open http:\/\/127\.0\.0\.1:\d+/);
  expect(output).toMatch(/BOT_TOKEN=\d+:\S+ TELEGRAM_API_ROOT=http\S+ ADMIN_IDS=[\d,]+ npm start/);
  expect(code).toBe(0);
});

test.each([
  ['a database', { DATABASE_URL: 'postgres://localhost/real' }, /DATABASE_URL is set/],
  ['production', { NODE_ENV: 'production' }, /NODE_ENV=production/],
  ['a wrong port', { PLAYGROUND_PORT: 'http' }, /PLAYGROUND_PORT must be a port number/],
])('does not start with %s, and says so in one line', async (_what, env, line) => {
  const { code, output } = await runToEnd({ DATA_DIR: await temporaryDirectory(), ...env });
  expect(code).toBe(1);
  expect(output).toMatch(line);
  expect(output.trim().split('\n')).toHaveLength(1);
});

test('does not start beside another one on its directory, or on a taken port', async () => {
  const DATA_DIR = await temporaryDirectory();
  const { ready } = await start({ DATA_DIR });
  const beside = await runToEnd({ DATA_DIR });
  expect(beside.code).toBe(1);
  expect(beside.output).toMatch(/^Another playground is running on .*\n$/);
  const { port } = new URL(ready.url);
  const taken = await runToEnd({ DATA_DIR: await temporaryDirectory(), PLAYGROUND_PORT: port });
  expect(taken.code).toBe(1);
  expect(taken.output).toMatch(/^The port \d+ is taken\..*\n$/);
});

test('takes another port if the usual one is taken and none was asked for', () => {
  expect(readSettings({})).toMatchObject({ port: 8_081, isPortFixed: false, rateLimits: false });
  expect(readSettings({ PLAYGROUND_PORT: '9000' })).toMatchObject({
    port: 9_000,
    isPortFixed: true,
  });
  expect(readSettings({ DATA_DIR: '/somewhere' }).dataDir).toBe(join('/somewhere', 'playground'));
});
