import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Upload } from '../state/files.ts';

/** A sample photo to try the bot with. */
export interface Sample {
  readonly id: string;
  readonly name: string;
}

/** The sample photos, `<id>.jpg` in one folder. */
export interface Samples {
  list(): Promise<Sample[]>;
  /** The photo as if it was uploaded; undefined if there is none of this id. */
  read(id: string): Promise<Upload | undefined>;
}

/** Makes the list of the sample photos in a folder. */
export function createSamples(folder: string): Samples {
  async function list(): Promise<Sample[]> {
    const files = await readdir(folder).catch(() => []);
    return files
      .filter((file) => file.endsWith('.jpg'))
      .sort()
      .map((file) => ({ id: basename(file, '.jpg'), name: nameOf(basename(file, '.jpg')) }));
  }
  return {
    list,
    async read(id) {
      const sample = (await list()).find((each) => each.id === id);
      if (sample === undefined) return undefined;
      const bytes = await readFile(join(folder, `${sample.id}.jpg`));
      return { bytes, name: `${sample.id}.jpg`, mime: 'image/jpeg' };
    },
  };
}

/** `card-in-case` → `Card in case` */
function nameOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
