import type { EntityManager } from '@mikro-orm/postgresql';
import type { AdminSession } from '../database/entities/admin-session.ts';
import type { SessionDependencies } from './dependencies.ts';
import type { ScreenRequest, Shown } from './ports.ts';
import { lockSession, openSnapshot, saveSnapshot } from './session-row.ts';

const LATER_MS = 5_000;

/**
 * Shows an admin's newest screen, if it was not shown yet and its time has come, and notes it.
 * Two processes may show at once: whichever notes an older revision last has the newest shown again.
 * Throws what the database throws; the screen stays behind then, and the net has it shown.
 */
export async function showScreen(
  dependencies: SessionDependencies,
  adminId: number,
  signal: AbortSignal,
): Promise<void> {
  const request = await readRequest(dependencies, adminId);
  if (request === null) return;
  await dependencies.faults('before-show');
  const shown = await dependencies.showing.show(request, signal);
  await dependencies.faults('after-show');
  await noteShown(dependencies, request, shown);
}

/** Reads under the row's lock: a commit that is under way, and sent no job because this one was waiting, is seen. */
function readRequest(
  { database, jobs, log }: SessionDependencies,
  adminId: number,
): Promise<ScreenRequest | null> {
  return database.fork().transactional(async (em) => {
    const row = await lockSession(em, adminId);
    if (row.shownRevision >= row.revision) return null;
    if (row.dueAt !== null && row.dueAt !== undefined && row.dueAt > new Date()) {
      await jobs.screenLater(em, adminId, row.dueAt);
      return null;
    }
    const opened = openSnapshot(row);
    if (opened.type === 'newer') {
      await jobs.screenLater(em, adminId, new Date(Date.now() + LATER_MS));
      return null;
    }
    if (opened.type === 'reset') {
      log.error({ adminId, reason: opened.reason }, 'session was broken and is reset');
      await saveSnapshot(em, row, opened.snapshot, jobs);
      return null;
    }
    return {
      adminId,
      language: row.language ?? null,
      snapshot: opened.snapshot,
      revision: row.revision,
      showOn: row.showOnMessage ?? null,
      screenMessage: row.screenMessage ?? null,
      delivered: row.delivered,
      noteDelivered: (key) => noteDelivered({ database }, adminId, key),
    };
  });
}

async function noteDelivered(
  { database }: Pick<SessionDependencies, 'database'>,
  adminId: number,
  key: string,
): Promise<void> {
  await database.fork().execute(
    `update admin_session set delivered = delivered || to_jsonb(?::text)
       where admin_id = ? and not delivered @> to_jsonb(?::text)`,
    [key, adminId, key],
  );
}

function noteShown(
  { database, jobs, faults }: SessionDependencies,
  request: ScreenRequest,
  shown: Shown,
): Promise<void> {
  return database.fork().transactional(async (em) => {
    const row = await lockSession(em, request.adminId);
    if (shown.type === 'due') {
      row.dueAt = shown.at;
      await jobs.screenLater(em, request.adminId, shown.at);
      return;
    }
    const newerWasNoted = row.shownRevision > request.revision;
    row.shownRevision = request.revision;
    row.dueAt = null;
    if (shown.type === 'shown' && shown.message !== null) row.screenMessage = shown.message;
    await em.flush();
    if (newerWasNoted) await jobs.screen(em, request.adminId);
    await faults('before-finish');
    await finishShownUpdates(em, row);
  });
}

async function finishShownUpdates(em: EntityManager, row: AdminSession): Promise<void> {
  await em.execute(
    `update taken_update set finished_at = now(), payload = null
     where admin_id = ? and revision <= ? and finished_at is null`,
    [row.adminId, row.shownRevision],
  );
}
