import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { persistSnapshot, SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { STATE_PATHS, walkTo } from './snapshot-walks.ts';

const FOLDER = join(import.meta.dirname, '..', 'snapshots');

const fileSchema = z.strictObject({ version: z.int().positive(), snapshot: z.unknown() });

/** A snapshot that some version of the program wrote, as its row held it. */
export interface SnapshotFile {
  /** The state that it was taken in, as that version called it. */
  readonly path: string;
  readonly version: number;
  readonly snapshot: unknown;
}

/** Reads the snapshots of all versions, the oldest first. */
export function readSnapshotFiles(): SnapshotFile[] {
  const folders = readdirSync(FOLDER).toSorted();
  return folders.flatMap((folder) =>
    readdirSync(join(FOLDER, folder))
      .toSorted()
      .map((name) => ({
        path: name.replace(/\.json$/, ''),
        ...fileSchema.parse(JSON.parse(readFileSync(join(FOLDER, folder, name), 'utf8'))),
      })),
  );
}

/** The folder of this version's snapshots, which are written by `WRITE_SNAPSHOTS=1`. */
export function currentFolder(): string {
  return join(FOLDER, `v${SNAPSHOT_VERSION}`);
}

/** Writes this version's snapshot of each state that has none. One that was written stays for ever as it is. */
export function writeMissingSnapshots(): void {
  mkdirSync(currentFolder(), { recursive: true });
  for (const path of STATE_PATHS) {
    const file = join(currentFolder(), `${path}.json`);
    if (existsSync(file)) continue;
    const content = { version: SNAPSHOT_VERSION, snapshot: persistSnapshot(walkTo(path)) };
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  }
}
