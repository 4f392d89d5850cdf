import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.ts';
import { AppError } from '../src/errors.ts';
import { createLogger } from '../src/log.ts';
import { createClosing } from '../src/process/closing.ts';
import { watchForOrphaning } from '../src/process/orphaned.ts';
import { createDatabases } from './databases.ts';
import { createDesk, type Desk } from './panel/desk.ts';
import { type PanelServer, startPanelServer } from './panel/server.ts';
import { openRecordingFolder } from './record/recording-files.ts';
import { readSettings } from './settings.ts';

const RECORDED = fileURLToPath(new URL('../test/recorded', import.meta.url));

/**
 * The process of `npm run qa`: a PostgreSQL, a playground and the bot of its own, and the page with the
 * phones and the panel. Whatever was there before is thrown away; SIGINT and SIGTERM end everything.
 */
async function main(): Promise<void> {
  const { dataDir, port, isPortFixed } = readSettings(process.env);
  const log = createLogger({ level: 'warn', pretty: process.stdout.isTTY === true, secrets: [] });
  const closing = createClosing(log);
  const asked = endAsked();
  console.log('Preparing PostgreSQL, the playground and the bot…');
  try {
    const dir = resolve(dataDir, 'qa');
    const postgres = await startEmbeddedPostgres({ dataDir: dir, log });
    closing.add('PostgreSQL', () => postgres.stop(2_000));
    await rm(join(dir, 'plays'), { recursive: true, force: true });
    const databases = await createDatabases(postgres.url);
    closing.add('databases', async () => databases[Symbol.asyncDispose]());
    const recordings = openRecordingFolder(RECORDED);
    const desk = await createDesk({ dir: join(dir, 'plays'), databases, recordings });
    closing.add('play', () => desk.close());
    const server = await listen(desk, port, isPortFixed);
    closing.add('page', () => server.close());
    console.log(`\n  Open ${server.url}\n\n  Stop with Ctrl-C.\n`);
    await asked;
  } finally {
    await closing.closeAll();
  }
}

/** Resolves at the first signal, or when npm, which started this process, is gone. */
function endAsked(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => done());
    watchForOrphaning(process.env, done);
  });
}

async function listen(desk: Desk, port: number, isPortFixed: boolean): Promise<PanelServer> {
  try {
    return await startPanelServer(desk, port);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    if (isPortFixed) {
      throw new AppError('port_taken', `The port ${port} is taken. Set QA_PORT to another one.`);
    }
    return startPanelServer(desk, 0);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  },
);
