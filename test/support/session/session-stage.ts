import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, vi } from 'vitest';
import { adminSessions } from '../../../machines/admin-sessions.ts';
import type { AdminEvent } from '../../../machines/session/events.ts';
import { createOperations } from '../../../src/bot/all-features.ts';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { AdminSession } from '../../../src/database/entities/admin-session.ts';
import { noFaults } from '../../../src/faults.ts';
import { drawPicture } from '../../../src/images/draw-picture.ts';
import { createPhotoNormaliser } from '../../../src/images/normalise-photo.ts';
import { type JobEngine, startJobEngine } from '../../../src/jobs/job-engine.ts';
import { createJobSender } from '../../../src/jobs/session-jobs.ts';
import { createMetrics, type Metrics } from '../../../src/metrics/metrics.ts';
import { createPictures } from '../../../src/photos/pictures.ts';
import type { SessionDependencies } from '../../../src/session/dependencies.ts';
import { operate } from '../../../src/session/operate.ts';
import type { OperationKey } from '../../../src/session/ports.ts';
import { showScreen } from '../../../src/session/show.ts';
import { type SessionUpdate, type Taken, takeEvent } from '../../../src/session/take.ts';
import { createFilePhotoStore } from '../../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../../src/storage/photo-store.ts';
import { createRecordingShowing, type RecordingShowing } from '../bot/recording-showing.ts';
import { jpeg } from '../data/pictures.ts';
import { createFakeFiles, type FakeFiles } from '../playground/fake-files.ts';
import { createTestDatabase } from '../servers/test-database.ts';
import { type StagedOperations, stageOperations } from './staged-operations.ts';

/** Any event without its id: the stage gives each one that of its update. */
export type Action = AdminEvent extends infer E
  ? E extends AdminEvent
    ? Omit<E, 'id'>
    : never
  : never;

/** The id of the one file that the stage's messenger has. */
export const PHOTO_FILE = 'photo-file';

export const BOT_ID = 42;

/** What an update may have beside its event. */
export type UpdateParts = Partial<Pick<SessionUpdate, 'press' | 'wantedBy'>> & {
  updateId?: number;
};

/** The session on a database and a job engine of its own, with a recording messenger and without workers. */
export interface SessionStage {
  readonly url: string;
  readonly database: Database;
  readonly engine: JobEngine;
  readonly session: SessionDependencies;
  readonly showing: RecordingShowing;
  readonly staged: StagedOperations;
  readonly files: FakeFiles;
  readonly photos: PhotoStore;
  readonly metrics: Metrics;
  /** What was logged so far, each line a JSON text. */
  readonly logged: string[];
  /** An admin who has done nothing yet. */
  newAdmin(): number;
  nextUpdateId(): number;
  /** Takes an update of the admin. */
  take(adminId: number, action: Action, parts?: UpdateParts): Promise<Taken>;
  /** Does what a worker would: the operation that the session waits for, and all that follow. */
  operateAll(adminId: number): Promise<void>;
  show(adminId: number): Promise<void>;
  /** Takes each update, does its operations and shows its screen. */
  go(adminId: number, ...actions: Action[]): Promise<void>;
  row(adminId: number): Promise<AdminSession>;
  /** The operation that the session waits for. */
  key(adminId: number): Promise<OperationKey>;
  rows<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Resolves when somebody waits for a lock in this database. */
  untilBlocked(): Promise<void>;
  close(): Promise<void>;
}

let lastAdmin = 100;
let lastUpdate = 0;

/** A signal that never comes. */
export const noSignal = new AbortController().signal;

/** Makes one; its photos go into files of its own, unless it is given another store. */
export async function createSessionStage({
  photoStore,
}: {
  photoStore?: PhotoStore;
} = {}): Promise<SessionStage> {
  const [testDatabase, dir, picture] = await Promise.all([
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'cardseal-stage-')),
    jpeg('tomato', { width: 80, height: 112 }),
  ]);
  const { database, url } = testDatabase;
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const engine = await startJobEngine(url, log, { onlyProcess: false });
  const files = createFakeFiles();
  files.held.set(PHOTO_FILE, picture);
  const photos = photoStore ?? createFilePhotoStore(join(dir, 'photos'));
  await photos.check();
  const staged = stageOperations(
    createOperations({
      files,
      normalise: createPhotoNormaliser(),
      photos,
      pictures: createPictures({ database, photos, draw: drawPicture, log }),
      botId: BOT_ID,
      faults: noFaults,
    }),
  );
  const showing = createRecordingShowing();
  const metrics = createMetrics();
  const session: SessionDependencies = {
    database,
    machine: adminSessions,
    operations: staged.operations,
    jobs: createJobSender(engine),
    showing,
    log,
    metrics,
    faults: noFaults,
  };

  const stage: SessionStage = {
    url,
    database,
    engine,
    session,
    showing,
    staged,
    files,
    photos,
    metrics,
    logged,
    newAdmin() {
      lastAdmin += 1;
      return lastAdmin;
    },
    nextUpdateId() {
      lastUpdate += 1;
      return lastUpdate;
    },
    take: (adminId, action, parts = {}) =>
      takeEvent(session, updateOf(adminId, action, parts, stage.nextUpdateId)),
    async operateAll(adminId) {
      for (let row = await stage.row(adminId); row.child !== null; row = await stage.row(adminId)) {
        await operate(session, await stage.key(adminId), noSignal);
      }
    },
    show: (adminId) => showScreen(session, adminId, noSignal),
    async go(adminId, ...actions) {
      for (const action of actions) {
        await stage.take(adminId, action);
        await stage.operateAll(adminId);
        await stage.show(adminId);
      }
    },
    row: (adminId) => database.fork().findOneOrFail(AdminSession, { adminId }),
    async key(adminId) {
      const { child, operation, attempt } = await stage.row(adminId);
      return { adminId, child, operation, attempt } as OperationKey;
    },
    rows: (sql, values = []) => database.fork().execute(sql, values),
    async untilBlocked() {
      const waiting = () =>
        stage.rows(
          `select 1 from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        );
      await vi.waitFor(async () => expect(await waiting()).not.toEqual([]), {
        timeout: 20_000,
      });
    },
    async close() {
      await engine.stop(1_000);
      await testDatabase.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return stage;
}

/** Makes an update of an admin. */
export function updateOf(
  adminId: number,
  action: Action,
  { updateId, ...parts }: UpdateParts,
  nextUpdateId: () => number,
): SessionUpdate {
  const id = updateId ?? nextUpdateId();
  const names = { firstName: 'Ada', lastName: null, username: null, languageCode: 'en' };
  return {
    id: { botId: BOT_ID, updateId: id },
    admin: { id: adminId, ...names },
    event: { ...action, id: String(id) } as AdminEvent,
    ...parts,
  };
}

export function addCard(): Extract<Action, { type: 'ADD' }> {
  return { type: 'ADD', cardId: randomUUID(), code: createCode() };
}

export function photo(fileId = PHOTO_FILE, album: string | null = null): Action {
  return { type: 'PHOTO', photo: { fileId, kind: 'photo', size: 1000 }, album, captioned: false };
}

export function text(written: string): Action {
  const count = written.length;
  return {
    type: 'TEXT',
    text: written,
    textCharacters: count,
    line: written,
    lineCharacters: count,
    isCode: false,
  };
}
