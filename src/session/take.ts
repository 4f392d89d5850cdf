import type { EntityManager } from '@mikro-orm/postgresql';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { SessionMachine, SessionSnapshot } from '../../machines/session/machine.ts';
import type { AdminSession } from '../database/entities/admin-session.ts';
import { AppError } from '../errors.ts';
import type { PersonNames } from '../updates/person.ts';
import { takeUpdateWithin, type UpdateId } from '../updates/take-update.ts';
import type { SessionDependencies } from './dependencies.ts';
import { lockSession, openSnapshot, saveReset, saveSnapshot } from './session-row.ts';

/** A button press: the message it was made on, the revision of the screen it belongs to, and its data. */
export interface Press {
  readonly message: number | null;
  readonly revision: number;
  readonly data: string;
}

/** One update of an admin on its way into the session. */
export interface SessionUpdate {
  readonly id: UpdateId;
  readonly admin: PersonNames;
  readonly event: AdminEvent;
  /** Set when the update is a button press. */
  readonly press?: Press;
  /** The topic of the chat in which it came; null: in none; absent: it cannot be told. */
  readonly topic?: number | null;
  /** Says whether the session, as it is now, wants this event; default: always. */
  readonly wantedBy?: (snapshot: SessionSnapshot) => boolean;
}

/** What came of taking an update. `declined`: the session does not want it, and it was not taken. */
export type Taken = 'taken' | 'duplicate' | 'declined';

/** Where the session is after the update; null: where it was. */
type Moved = { readonly state: string; readonly revision: number } | null;

type Outcome = { readonly taken: 'taken' | 'duplicate'; readonly moved: Moved };

class Declined extends Error {}

/**
 * Takes one update of an admin: from here on it has had its effect, exactly once, and its screen
 * will be shown. All in one short transaction: the update's id, the transition, the jobs.
 *
 * Throws `AppError` `newer_snapshot` when a later program wrote the session: then the update was not
 * taken and belongs to that program. Throws what the database throws.
 */
export async function takeEvent(
  { database, machine, jobs, log, faults }: SessionDependencies,
  update: SessionUpdate,
): Promise<Taken> {
  try {
    const { taken, moved } = await database.fork().transactional(async (em): Promise<Outcome> => {
      // The session's row before the person's, so that no check of a card can wait in a circle with us.
      const row = await lockSession(em, machine, update.admin.id);
      if (!(await takeUpdateWithin(em, update.id, update.admin))) {
        return { taken: 'duplicate', moved: null };
      }
      const opened = openSnapshot(machine, row);
      if (opened.type === 'newer') {
        throw new AppError('newer_snapshot', 'a newer program owns this session');
      }
      if (opened.type === 'open' && update.wantedBy?.(opened.snapshot) === false) {
        throw new Declined();
      }
      row.language = update.admin.languageCode;
      if (update.topic !== undefined) row.topic = update.topic;
      if (opened.type === 'reset') {
        row.showOnMessage = null;
        await saveReset(em, row, opened, { machine, jobs, log });
        await noteRevision(em, row, update.id);
      }
      const moved =
        opened.type === 'reset'
          ? { state: machine.statePath(opened.snapshot), revision: row.revision }
          : await answer(em, row, opened.snapshot, update, { machine, jobs });
      await faults('before-take-commit');
      return { taken: 'taken', moved };
    });
    if (taken === 'taken') {
      const about = { adminId: update.admin.id, event: update.event.type, ...moved };
      log.info(about, moved === null ? 'session stayed as it was' : 'session moved on');
    }
    return taken;
  } catch (error) {
    if (error instanceof Declined) return 'declined';
    throw error;
  }
}

async function answer(
  em: EntityManager,
  row: AdminSession,
  snapshot: SessionSnapshot,
  update: SessionUpdate,
  keeping: Pick<SessionDependencies, 'machine' | 'jobs'>,
): Promise<Moved> {
  const { press } = update;
  const stale = press !== undefined && press.revision !== row.revision;
  if (stale && press.data === row.lastPress) {
    await finishUnchanged(em, update.id);
    return null;
  }

  const id = idWithin(row, update.event.id);
  const event = stale ? { type: 'STALE' as const, id } : { ...update.event, id };
  const { machine } = keeping;
  const next = machine.take(snapshot, event);
  if (next === snapshot) {
    await finishUnchanged(em, update.id);
    return null;
  }
  row.lastPress = stale ? null : (press?.data ?? null);
  row.showOnMessage =
    stale || leavesLasting(machine, snapshot, next) ? null : (press?.message ?? null);
  await saveSnapshot(em, row, next, keeping);
  await noteRevision(em, row, update.id);
  return { state: machine.statePath(next), revision: row.revision };
}

/**
 * Names an event so that it is the only one of its name in the session: operations and deliveries are
 * told apart by it, and the id of an update comes again when Telegram counts them anew.
 */
function idWithin(row: AdminSession, id: string): string {
  return `${id}.${row.revision}`;
}

/** Whether the session leaves a screen that is to stay in the chat: the next one is a message of its own. */
function leavesLasting(
  machine: SessionMachine,
  snapshot: SessionSnapshot,
  next: SessionSnapshot,
): boolean {
  return snapshot.hasTag('lasting') && machine.statePath(next) !== machine.statePath(snapshot);
}

/** Notes which screen answers the update: it is finished when that one, or a later one, is shown. */
async function noteRevision(em: EntityManager, row: AdminSession, id: UpdateId): Promise<void> {
  await em.execute('update taken_update set revision = ? where bot_id = ? and update_id = ?', [
    row.revision,
    id.botId,
    id.updateId,
  ]);
}

/** A repeated press, or a later part of an album: it is already answered, so the update is only marked as finished. */
async function finishUnchanged(em: EntityManager, id: UpdateId): Promise<void> {
  await em.execute(
    'update taken_update set finished_at = now() where bot_id = ? and update_id = ?',
    [id.botId, id.updateId],
  );
}
