import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { statePath } from '../../machines/state-path.ts';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError, sqlState } from '../database/database-errors.ts';
import { AppError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Translator } from '../locales/translator.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { nameRequest, requestIdOf } from '../request.ts';
import { markBlocked, type PersonNames } from '../services/person.ts';
import { takeUpdate, type UpdateId } from '../services/take-update.ts';
import type { Verify } from '../services/verifier.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { type SessionUpdate, takeEvent } from '../session/take.ts';
import type { Answering } from './answering.ts';
import type { Remembered } from './remembered.ts';
import { type Intent, type IsAdmin, routeUpdate } from './routing.ts';
import { kindOfIntent, type UpdateOutcome, updateType, verdictName } from './update-metrics.ts';
import { type Update, updateSchema } from './update-schema.ts';

export interface IntakeDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly isAdmin: IsAdmin;
  readonly database: Database;
  readonly verify: Verify;
  readonly session: SessionDependencies;
  readonly answering: Answering;
  /**
   * The albums that were answered: Telegram delivers their photos one by one, and ten of them need one
   * answer. One that another process takes is answered once more, which does no harm.
   */
  readonly albums: Remembered<string>;
  readonly translatorFor: (languageCode: string | null) => Translator;
  /** Told of each admin who wrote: Telegram takes an admin's own commands only then. Never throws. */
  readonly onAdmin: (adminId: number) => void;
  /** Told of each person who was refused because they are no admin. Never throws. */
  readonly onRefused: (personId: number) => void;
  readonly faults: Faults;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Takes one update: when it resolves, the update has had its effect and may be acknowledged; its
 * answer follows. One that meets a fault of ours is put aside with an apology, so that it does not
 * hold up those behind it. Resolves to false for what is no update at all, of which nothing was done.
 *
 * Throws when the update is to be delivered again: the database is away, or a newer program owns the
 * session. Whatever is done for the update bears its request id, where the caller began a request.
 */
export type Intake = (raw: unknown) => Promise<boolean>;

export function createIntake(dependencies: IntakeDependencies): Intake {
  const { isAdmin, log, metrics } = dependencies;
  return async (raw) => {
    const began = performance.now();
    const parsed = updateSchema.safeParse(raw);
    if (!parsed.success) {
      metrics.updates.inc({ type: 'other', outcome: 'malformed' });
      log.warn({ code: 'update_malformed' }, 'something that is no update was dropped');
      return false;
    }
    const update = parsed.data;
    const intent = routeUpdate(update, isAdmin);
    nameRequest(requestIdOf(update.update_id));
    const note = (outcome: UpdateOutcome) => {
      const seconds = (performance.now() - began) / 1000;
      metrics.updates.inc({ type: updateType(update), outcome });
      metrics.updateTakenSeconds.observe({ kind: kindOfIntent(intent) }, seconds);
    };
    try {
      note(await takeIntent(dependencies, update, intent));
    } catch (error) {
      if (isPassingDatabaseError(error) || isNewerSnapshot(error)) {
        note('deferred');
        throw error;
      }
      log.error(
        {
          code: 'update_failed',
          updateId: update.update_id,
          sqlState: sqlState(error),
          err: error,
        },
        'an update was put aside',
      );
      await apologise(dependencies, update, intent);
      note('put_aside');
    }
    return true;
  };
}

function isNewerSnapshot(error: unknown): boolean {
  return error instanceof AppError && error.code === 'newer_snapshot';
}

async function takeIntent(
  dependencies: IntakeDependencies,
  update: Update,
  intent: Intent,
): Promise<UpdateOutcome> {
  const id = { botId: dependencies.botId, updateId: update.update_id };
  if ('person' in intent && dependencies.isAdmin(intent.person.id)) {
    dependencies.onAdmin(intent.person.id);
  }
  switch (intent.type) {
    case 'ignore':
      return 'ignored';
    case 'blocked':
      await markBlocked(dependencies.database, intent.personId);
      return 'taken';
    case 'refuse':
      dependencies.onRefused(intent.person.id);
      refuse(dependencies, update, intent.person);
      return 'refused';
    case 'reply':
      if (intent.reply.kind === 'admins_only') dependencies.onRefused(intent.person.id);
      return takeReply(dependencies, id, intent);
    case 'session':
      return takeSession(dependencies, update, id, intent);
  }
}

async function takeReply(
  { database, verify, answering, albums, metrics, faults }: IntakeDependencies,
  id: UpdateId,
  { person, reply, album }: Omit<Extract<Intent, { type: 'reply' }>, 'type'>,
): Promise<'taken' | 'duplicate'> {
  const addressed = { personId: person.id, languageCode: person.languageCode, reply };
  await faults('before-take-commit');
  if (reply.kind === 'verdict') {
    const checked = await verify({ id, person, code: reply.code, payload: addressed });
    await faults('after-take');
    if (checked === null) return 'duplicate';
    metrics.verifications.inc({ verdict: verdictName(checked.verdict) });
    answering.answerSoon(id, addressed, checked);
    return 'taken';
  }
  const isAnswered = album !== undefined && albums.has(album);
  const taken = await takeUpdate(database, id, person, isAnswered ? null : addressed);
  if (album !== undefined) albums.add(album);
  await faults('after-take');
  if (taken === null) return 'duplicate';
  if (reply.kind === 'mistyped') metrics.verifications.inc({ verdict: 'mistyped' });
  if (!isAnswered) answering.answerSoon(id, addressed, { verdict: null, ...taken });
  return 'taken';
}

/** A typed code is the session's own only while the wizard waits for something; elsewhere it is checked. */
function isInWizard(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('wizard') && statePath(snapshot) !== 'addCard.done';
}

async function takeSession(
  dependencies: IntakeDependencies,
  update: Update,
  id: UpdateId,
  { person, event, press, elsewhere }: Extract<Intent, { type: 'session' }>,
): Promise<UpdateOutcome> {
  const sessionUpdate: SessionUpdate = {
    id,
    admin: person,
    event,
    ...(press && { press }),
    ...(elsewhere && { wantedBy: isInWizard }),
  };
  const taken = await takeEvent(dependencies.session, sessionUpdate);
  if (taken === 'declined' && elsewhere !== undefined) {
    return takeReply(dependencies, id, { person, reply: elsewhere });
  }
  await dependencies.faults('after-take');
  answerPress(dependencies, update, {});
  return taken === 'duplicate' ? 'duplicate' : 'taken';
}

function refuse(dependencies: IntakeDependencies, update: Update, person: PersonNames): void {
  const { plain } = dependencies.translatorFor(person.languageCode);
  answerPress(dependencies, update, { text: plain('admins-only') });
}

/** Ends the waiting sign on the pressed button. A press that Telegram has forgotten needs no answer, so failures matter to nobody. */
function answerPress(
  { api, log }: IntakeDependencies,
  { callback_query: query }: Update,
  answer: { text?: string },
): void {
  if (query === undefined) return;
  api.answerCallbackQuery(query.id, answer).catch((error: unknown) => {
    log.debug({ err: error }, 'a press was not answered');
  });
}

async function apologise(
  dependencies: IntakeDependencies,
  update: Update,
  intent: Intent,
): Promise<void> {
  if (intent.type !== 'reply' && intent.type !== 'session') return;
  const id = { botId: dependencies.botId, updateId: update.update_id };
  answerPress(dependencies, update, {});
  await takeReply(dependencies, id, { person: intent.person, reply: { kind: 'failed' } });
}
