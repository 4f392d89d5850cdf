import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src/errors.ts';
import type { FileOf } from './perform.ts';
import { type Recording, recordingSchema } from './recording.ts';

/** A folder of recordings: `<slug>.json`, and what was sent in `files/<sha256>`. */
export interface RecordingFolder {
  /** The names of the files, sorted. */
  list(): Promise<string[]>;
  /** Reads one. Throws what the schema throws where it is no recording. */
  read(file: string): Promise<Recording>;
  /** Writes one and what it needs; returns the name of its file. Throws `name_unusable` and `name_taken`. */
  save(recording: Recording, fileOf: FileOf): Promise<string>;
  readonly fileOf: FileOf;
}

/** Opens the folder at a path, which need not be there. */
export function openRecordingFolder(dir: string): RecordingFolder {
  const pathOfFile = (sha256: string) => join(dir, 'files', sha256);
  return {
    async list() {
      const names = await readdir(dir).catch(() => []);
      return names.filter((name) => name.endsWith('.json')).toSorted();
    },
    async read(file) {
      return recordingSchema.parse(JSON.parse(await readFile(join(dir, file), 'utf8')));
    },
    async save(recording, fileOf) {
      const file = `${slugOf(recording.name)}.json`;
      await mkdir(dir, { recursive: true });
      for (const sha256 of filesOf(recording)) {
        await mkdir(join(dir, 'files'), { recursive: true });
        await writeFile(pathOfFile(sha256), await fileOf(sha256));
      }
      await writeNew(
        join(dir, file),
        `${JSON.stringify(recordingSchema.parse(recording), null, 2)}\n`,
      );
      return file;
    },
    fileOf: (sha256) => readFile(pathOfFile(sha256)),
  };
}

/** A name as a file's: lower-case words with hyphens. Other letters than a–z are kept where they are letters. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  if (slug === '') {
    throw new AppError('name_unusable', 'Give the test a name with letters in it.');
  }
  return slug;
}

function filesOf({ steps }: Recording): string[] {
  return steps.flatMap(({ action }) =>
    action.do === 'files' ? action.files.map(({ sha256 }) => sha256) : [],
  );
}

async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isTaken) throw error;
    throw new AppError('name_taken', 'There is a test of this name already. Choose another name.');
  }
}
