import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { createTestDatabase } from '../servers/test-database.ts';
import { type SessionProcess, startSessionProcess } from '../session/session-processes.ts';

/** A database and a photo store that several processes share. */
export interface ProcessStage {
  readonly photosDir: string;
  readonly url: string;
  start(): Promise<SessionProcess>;
  /** The processes that were started and are alive. */
  alive(): SessionProcess[];
  rows<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** What the admin saw, the newest last. */
  shownTo(adminId: number): Promise<{ revision: number; state: string }[]>;
  untilShown(adminId: number, state: string): Promise<void>;
  /** Resolves when this session, or all of them, have nothing left to do. */
  untilSettled(adminId: number): Promise<void>;
  untilAllSettled(): Promise<void>;
  close(): Promise<void>;
}

/** A killed process's work is taken over after about 12 s, on a busy machine later. */
const PATIENCE = { timeout: 120_000, interval: 100 };

const UNSETTLED = '(shown_revision <> revision or child is not null)';

export async function createProcessStage(): Promise<ProcessStage> {
  const { database, url, close } = await createTestDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'cardseal-processes-'));
  const photosDir = join(dir, 'photos');
  const rows: ProcessStage['rows'] = (sql, values = []) => database.fork().execute(sql, values);
  await rows(`create table shown (
    id bigint generated always as identity primary key,
    admin_id bigint not null, revision integer not null, state text not null)`);
  const started: SessionProcess[] = [];
  const untilNoneIs = (condition: string) =>
    vi.waitFor(async () => {
      const open = await rows(
        `select admin_id, revision, shown_revision, child from admin_session where ${condition}`,
      );
      expect(open).toEqual([]);
    }, PATIENCE);

  const stage: ProcessStage = {
    photosDir,
    url,
    rows,
    async start() {
      const process = await startSessionProcess({ url, photosDir });
      started.push(process);
      return process;
    },
    alive: () => started.filter((process) => process.isAlive()),
    shownTo: (adminId) =>
      rows('select revision, state from shown where admin_id = ? order by id', [adminId]),
    untilShown: (adminId, state) =>
      vi.waitFor(
        async () => expect((await stage.shownTo(adminId)).at(-1)).toMatchObject({ state }),
        PATIENCE,
      ),
    untilSettled: (adminId) => untilNoneIs(`admin_id = ${adminId} and ${UNSETTLED}`),
    untilAllSettled: () => untilNoneIs(UNSETTLED),
    async close() {
      await Promise.all(stage.alive().map((process) => process.kill()));
      await close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return stage;
}
