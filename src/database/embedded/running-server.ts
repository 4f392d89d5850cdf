import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_NAME, PASSWORD_FILE } from './data-folder.ts';

/** The line of `postmaster.pid` that holds the port, counted from 0. Source: PostgreSQL, pidfile.h. */
const PORT_LINE = 3;

/**
 * The url of the embedded PostgreSQL that a running bot keeps in `dataDir`, for a command beside it;
 * null when none runs there. It is a secret: never log it.
 */
export async function runningServerUrl(dataDir: string): Promise<string | null> {
  const folder = join(dataDir, 'postgres');
  try {
    const [pidFile, password] = await Promise.all([
      readFile(join(folder, 'postmaster.pid'), 'utf8'),
      readFile(join(folder, PASSWORD_FILE), 'utf8'),
    ]);
    const port = Number(pidFile.split('\n')[PORT_LINE]);
    if (!Number.isSafeInteger(port) || port <= 0) return null;
    return `postgres://${DATABASE_NAME}:${password.trim()}@127.0.0.1:${port}/${DATABASE_NAME}`;
  } catch {
    return null;
  }
}
