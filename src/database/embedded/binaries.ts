import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The PostgreSQL that came with the packages: `bin`, `lib` and `share` lie in `root`. */
export type PostgresBinaries = {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
};

/** Names the programs below a folder laid out as PostgreSQL's `make install` lays it out. */
export function binariesIn(root: string): PostgresBinaries {
  return {
    root,
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
  };
}

/**
 * Finds the binaries that `embedded-postgres` installed for this machine.
 *
 * The package itself is never imported: it puts in exit hooks that end the process at once, and
 * "finish what is in hand" would be impossible. Throws `no_database_binaries`.
 */
export function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const here = createRequire(import.meta.url);
  try {
    // The binaries are a dependency of embedded-postgres, so they are looked for from its place.
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const folder = join(dirname(entry), '..');
    assertComplete(folder);
    return binariesIn(join(folder, 'native'));
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw new EmbeddedPostgresError(
      'no_database_binaries',
      `There is no embedded PostgreSQL for ${platform}-${arch} here; npm ci --omit=dev leaves it out. Set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

const links = z.array(z.object({ target: z.string() }));

/**
 * Its libraries are known under several names, and the links for these are made when the package is installed.
 *
 * @param folder the package, with `native/pg-symlinks.json` where links are to be made
 * @throws EmbeddedPostgresError `no_database_binaries` when links are missing
 */
export function assertComplete(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const missing = links
    .parse(JSON.parse(readFileSync(list, 'utf8')))
    .filter(({ target }) => !existsSync(join(folder, target)));
  if (missing.length === 0) return;
  throw new EmbeddedPostgresError(
    'no_database_binaries',
    `The embedded PostgreSQL is installed in part (${missing.length} links of its libraries are missing): npm ran no install scripts (ignore-scripts is set in an .npmrc?). Type: npm ci --ignore-scripts=false, or set DATABASE_URL to a PostgreSQL server.`,
  );
}
