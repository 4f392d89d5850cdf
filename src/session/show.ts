import type { EntityManager } from '@mikro-orm/postgresql';
import type { SessionMachine, SessionSnapshot } from '../../machines/session/machine.ts';
import { IS_DUE } from '../database/due.ts';
import type { AdminSession } from '../database/entities/admin-session.ts';
import { nameRequest } from '../request.ts';
import type { SessionDependencies } from './dependencies.ts';
import type { ScreenRequest, Shown } from './ports.ts';
import { lockSession, openSnapshot, saveReset } from './session-row.ts';
import { retryWhileAway } from './while-database-away.ts';

const LATER_SECONDS = 5;

/** What is to be shown, and which revision was noted as shown when it was read. */
interface Reading {
  readonly request: ScreenRequest;
  readonly shownBefore: number;
}

/**
 * Shows an admin's newest screen, if it was not shown yet and its time has come, and notes it; waits
 * for the database where that is away. Two processes may show at once: which of the two screens the
 * admin sees is not known then, so whichever notes last has the newest shown again. Throws what no
 * waiting mends, and when the signal ends it; the screen stays behind then, and is shown by another run.
 */
export async function showScreen(
  dependencies: SessionDependencies,
  adminId: number,
  signal: AbortSignal,
): Promise<void> {
  const done = await retryWhileAway(signal, () => showNewest(dependencies, adminId, signal));
  if (done === null) return;
  await dependencies.faults('after-show');
  const waits = await retryWhileAway(signal, () =>
    noteShown(dependencies, done.reading, done.shown),
  );
  const { log, metrics } = dependencies;
  const { revision } = done.reading.request;
  log.info({ adminId, revision, shown: done.shown.type }, 'screen was shown');
  for (const seconds of waits) metrics.updateAnsweredSeconds.observe({ kind: 'session' }, seconds);
}

async function showNewest(
  dependencies: SessionDependencies,
  adminId: number,
  signal: AbortSignal,
): Promise<{ reading: Reading; shown: Shown } | null> {
  const reading = await read(dependencies, adminId, signal);
  if (reading === null) return null;
  await dependencies.faults('before-show');
  return { reading, shown: await dependencies.showing.show(reading.request, signal) };
}

/** Reads under the row's lock. A commit that is under way may have sent no job because ours was queued; the lock waits for it, so that it is seen. */
function read(
  { database, machine, jobs, log }: SessionDependencies,
  adminId: number,
  signal: AbortSignal,
): Promise<Reading | null> {
  return database.fork().transactional(async (em) => {
    const row = await lockSession(em, machine, adminId);
    if (row.shownRevision >= row.revision) return null;
    nameRequest(row.requestId ?? null);
    const wait =
      row.dueAt === null || row.dueAt === undefined ? 0 : await waitOf(em, { adminId, machine });
    if (wait > 0) {
      await jobs.screenLater(em, adminId, wait);
      return null;
    }
    const opened = openSnapshot(machine, row);
    if (opened.type === 'newer') {
      await jobs.screenLater(em, adminId, LATER_SECONDS);
      return null;
    }
    if (opened.type === 'reset') {
      await saveReset(em, row, opened, { machine, jobs, log });
      return null;
    }
    const { revision } = row;
    const noteDelivered = (key: string) =>
      retryWhileAway(signal, () => addDelivered({ database, machine }, { adminId, revision }, key));
    return {
      request: requestOf(row, opened.snapshot, noteDelivered),
      shownBefore: row.shownRevision,
    };
  });
}

/** For how many seconds the screen has to wait, by the database's clock, which noted the time; 0: its time has come. */
async function waitOf(
  em: EntityManager,
  { adminId, machine }: { adminId: number; machine: SessionMachine },
): Promise<number> {
  const [row] = await em.execute<{ seconds: number }[]>(
    `select extract(epoch from due_at - now())::float8 as seconds
     from admin_session where admin_id = ? and machine = ? and not ${IS_DUE}`,
    [adminId, machine.name],
  );
  return row?.seconds ?? 0;
}

function requestOf(
  row: AdminSession,
  snapshot: SessionSnapshot,
  noteDelivered: ScreenRequest['noteDelivered'],
): ScreenRequest {
  return {
    adminId: row.adminId,
    language: row.language ?? null,
    topic: row.topic ?? null,
    snapshot,
    revision: row.revision,
    showOn: row.showOnMessage ?? null,
    screenMessage: row.screenMessage ?? null,
    delivered: row.delivered,
    noteDelivered,
  };
}

/** The screen belongs below what was delivered, also when another run shows it: no longer on the pressed message. */
async function addDelivered(
  { database, machine }: Pick<SessionDependencies, 'database' | 'machine'>,
  { adminId, revision }: { adminId: number; revision: number },
  key: string,
): Promise<void> {
  await database.fork().execute(
    `update admin_session set delivered = delivered || to_jsonb(?::text),
         show_on_message = case when revision = ? then null else show_on_message end
       where admin_id = ? and machine = ? and not delivered @> to_jsonb(?::text)`,
    [key, revision, adminId, machine.name, key],
  );
}

/** Returns how long each of the updates that this screen answers has waited, in seconds. */
function noteShown(
  { database, machine, jobs, faults }: SessionDependencies,
  { request, shownBefore }: Reading,
  shown: Shown,
): Promise<number[]> {
  const { adminId, revision } = request;
  return database.fork().transactional(async (em) => {
    const row = await lockSession(em, machine, adminId);
    if (shown.type === 'due') {
      await em.execute(
        `update admin_session set due_at = now() + make_interval(secs => ?), due_noted_at = now()
         where admin_id = ? and machine = ?`,
        [shown.seconds, adminId, machine.name],
      );
      await jobs.screenLater(em, adminId, shown.seconds);
      return [];
    }
    const noted = row.shownRevision;
    const anotherWasShown = noted !== shownBefore && noted !== revision;
    row.shownRevision = anotherWasShown ? Math.min(noted, revision) : revision;
    row.dueAt = null;
    if (shown.type === 'shown' && shown.message !== null) row.screenMessage = shown.message;
    await em.flush();
    if (anotherWasShown) await jobs.screen(em, adminId);
    await faults('before-finish');
    return finishShownUpdates(em, row);
  });
}

async function finishShownUpdates(em: EntityManager, row: AdminSession): Promise<number[]> {
  const finished = await em.execute<{ seconds: number }[]>(
    `update taken_update set finished_at = now(), payload = null
     where admin_id = ? and revision <= ? and finished_at is null
     returning greatest(extract(epoch from now() - taken_at), 0)::float8 as seconds`,
    [row.adminId, row.shownRevision],
  );
  return finished.map(({ seconds }) => seconds);
}
