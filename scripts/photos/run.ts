import { access } from 'node:fs/promises';
import { type Config, createConfig, secretsOf } from '../../src/config.ts';
import { createDatabase } from '../../src/database/database.ts';
import { runningServerUrl } from '../../src/database/embedded/running-server.ts';
import { explainFailure } from '../../src/database/refusal.ts';
import { AppError } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { type CheckCounts, checkPhotos } from '../../src/photos/check-photos.ts';
import { type CopyCounts, copyPhotos } from '../../src/photos/copy-photos.ts';
import { readEnvironment } from '../../src/process/environment.ts';
import { createProgress, type Progress } from '../../src/process/progress.ts';
import { isReadByAnybody } from '../../src/storage/anonymous-read.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { openPhotoStore, photosFolder, s3ConfigOf } from '../../src/storage/open-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { PhotosCommand, Place } from './command.ts';

/** What a command ends with when it was stopped by hand. Source: the shells, 128 and the number of SIGINT. */
const STOPPED = 130;

const EXPOSED =
  'public  Anybody can read the photos: take away the policy that makes the bucket public.';

type Of<N extends PhotosCommand['name']> = Extract<PhotosCommand, { name: N }>;

/** What a run of the command has at hand. */
interface Run {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Does the command, and answers its exit code: 0, 1 when photos are missing or wrong, `notDone` when
 * it could not be done. What went wrong is said in a line.
 */
export async function runPhotosCommand(command: PhotosCommand, notDone: number): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const progress = createProgress(process.stderr, command.name === 'copy' ? 'Copying' : 'Checking');
  try {
    const run = { config: createConfig(readEnvironment()), signal: stop.signal, progress };
    return await (command.name === 'copy' ? copy(command, run) : check(command, run));
  } catch (error) {
    progress.end();
    if (stop.signal.aborted) {
      console.error('Stopped. Begun again, a copy goes on where it was.');
      return STOPPED;
    }
    const line = explainFailure(error);
    if (line === null) throw error;
    console.error(line);
    return notDone;
  }
}

async function copy({ from, to, ...how }: Of<'copy'>, run: Run): Promise<number> {
  const { progress, signal } = run;
  if (addressOf(from, run.config) === addressOf(to, run.config)) {
    throw new AppError('same_place', '--from and --to are the same place.');
  }
  const source = await openPlace(from, run);
  const target = await openPlace(to, run);
  await source.mustExist();
  await target.store.check({ signal });
  const counts = await copyPhotos(source.store, target.store, {
    ...how,
    signal,
    onProgress: (so, total) => progress.update(sumOf(so), total, `${so.copied} copied`),
    onBroken: (key, problem) => found(progress, `broken  ${key}  ${problem}`),
  });
  progress.end();
  console.log(
    `${counts.copied} copied, ${counts.present} were there, ${counts.gone} gone meanwhile, ${counts.broken} broken.`,
  );
  return counts.broken > 0 ? 1 : 0;
}

function sumOf(counts: CopyCounts): number {
  return counts.copied + counts.present + counts.gone + counts.broken;
}

async function check({ place, ...how }: Of<'check'>, run: Run): Promise<number> {
  const { config, progress, signal } = run;
  const usual = { kind: config.photos.kind };
  const { store: photos, mustExist, isPublic } = await openPlace(place ?? usual, run);
  await mustExist();
  const database = await createDatabase(await databaseUrl(config));
  try {
    const counts = await checkPhotos(
      { database, photos },
      {
        ...how,
        signal,
        onProgress: (so, total) => progress.update(so.rows, total, amiss(so)),
        onFinding: ({ kind, key, detail }) => found(progress, `${kind}  ${key}  ${detail}`),
      },
    );
    progress.end();
    console.log(`${counts.rows} rows, ${counts.objects} objects: ${amiss(counts)}.`);
    const isExposed = await isPublic(signal);
    if (isExposed) console.log(EXPOSED);
    return isExposed || counts.missing + counts.wrong > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

function amiss({ missing, wrong, unnamed }: CheckCounts): string {
  return `${missing} missing, ${wrong} wrong, ${unnamed} unnamed`;
}

/** Findings go to the standard output, so that they can be kept; the bar does not. */
function found(progress: Progress, line: string): void {
  progress.line(() => console.log(line));
}

async function databaseUrl({ database, dataDir }: Config): Promise<string> {
  const url = database.kind === 'url' ? database.url : await runningServerUrl(dataDir);
  if (url !== null) return url;
  throw new AppError(
    'no_database',
    'No bot is running on this DATA_DIR. Start it, or set DATABASE_URL.',
  );
}

interface OpenedPlace {
  readonly store: PhotoStore;
  /** Whether anybody can read its photos, without a key. */
  isPublic(signal: AbortSignal): Promise<boolean>;
  /** Throws where there is nothing to read from: an empty list would look like a place without photos. */
  mustExist(): Promise<void>;
}

async function openPlace(
  place: Place,
  { config, progress }: Pick<Run, 'config' | 'progress'>,
): Promise<OpenedPlace> {
  if (place.kind !== 's3') {
    const path = addressOf(place, config);
    return {
      store: createFilePhotoStore(path),
      mustExist: () => assertFolder(path),
      isPublic: async () => false,
    };
  }
  if (config.photos.kind !== 's3') {
    throw new AppError('no_s3', 'There is no S3 server in the settings: set S3_ENDPOINT.');
  }
  const write = (line: string) => progress.line(() => process.stderr.write(line));
  const log = createLogger({
    level: 'warn',
    pretty: true,
    secrets: secretsOf(config),
    destination: { write },
  });
  const store = await openPhotoStore(config, log);
  const s3 = await s3ConfigOf(config.photos);
  return {
    store,
    mustExist: async () => {},
    async isPublic(signal) {
      for await (const { key } of store.list('cards/', { signal })) {
        return isReadByAnybody(s3, key, signal);
      }
      return false;
    },
  };
}

function addressOf(place: Place, config: Config): string {
  if (place.kind === 's3') return 's3';
  return place.kind === 'files' ? photosFolder(config.dataDir) : place.path;
}

async function assertFolder(path: string): Promise<void> {
  await access(path).catch(() => {
    throw new AppError('no_folder', `There is no folder ${path}.`);
  });
}
