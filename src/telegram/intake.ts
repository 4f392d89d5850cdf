import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError, sqlState } from '../database/database-errors.ts';
import { AppError } from '../errors.ts';
import type { Translator } from '../locales/translator.ts';
import { markBlocked, type PersonNames } from '../services/person.ts';
import { takeUpdate, type UpdateId } from '../services/take-update.ts';
import { verify } from '../services/verify.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { type SessionUpdate, takeEvent } from '../session/take.ts';
import type { Answering } from './answering.ts';
import type { Reply } from './reply.ts';
import { type Intent, type IsAdmin, routeUpdate } from './routing.ts';
import { type Update, updateSchema } from './update-schema.ts';

export interface IntakeDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly isAdmin: IsAdmin;
  readonly database: Database;
  readonly session: SessionDependencies;
  readonly answering: Answering;
  readonly translatorFor: (languageCode: string | null) => Translator;
  /** Told of each admin who wrote: Telegram takes an admin's own commands only then. */
  readonly onAdmin: (adminId: number) => void;
  readonly log: Logger;
}

/**
 * Takes one update: when it resolves, the update has had its effect and may be acknowledged; its
 * answer follows. What is not an update is dropped. One that meets a fault of ours is put aside with
 * an apology, so that it does not hold up those behind it.
 *
 * Throws when the update is to be delivered again: the database is away, or a newer program owns the session.
 */
export type Intake = (raw: unknown) => Promise<void>;

export function createIntake(dependencies: IntakeDependencies): Intake {
  const { isAdmin, log } = dependencies;
  return async (raw) => {
    const parsed = updateSchema.safeParse(raw);
    if (!parsed.success) {
      log.warn({ code: 'update_malformed' }, 'something that is no update was dropped');
      return;
    }
    const update = parsed.data;
    const intent = routeUpdate(update, isAdmin);
    try {
      await takeIntent(dependencies, update, intent);
    } catch (error) {
      if (isPassingDatabaseError(error) || error instanceof AppError) throw error;
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
    }
  };
}

async function takeIntent(
  dependencies: IntakeDependencies,
  update: Update,
  intent: Intent,
): Promise<void> {
  const id = { botId: dependencies.botId, updateId: update.update_id };
  switch (intent.type) {
    case 'ignore':
      return;
    case 'blocked':
      return markBlocked(dependencies.database, intent.personId);
    case 'refuse':
      return refuse(dependencies, update, intent.person);
    case 'reply':
      return takeReply(dependencies, id, intent.person, intent.reply);
    case 'session':
      return takeSession(dependencies, update, id, intent);
  }
}

async function takeReply(
  { database, answering }: IntakeDependencies,
  id: UpdateId,
  person: PersonNames,
  reply: Reply,
): Promise<void> {
  const addressed = { personId: person.id, languageCode: person.languageCode, reply };
  if (reply.kind === 'verdict') {
    const verdict = await verify(database, id, person, reply.code, addressed);
    if (verdict !== null) answering.answerSoon(id, addressed, verdict);
  } else if (await takeUpdate(database, id, person, addressed)) {
    answering.answerSoon(id, addressed, null);
  }
}

/** A code is the session's own only where the wizard waits for something; elsewhere it is checked. */
function isInWizard(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('wizard');
}

async function takeSession(
  dependencies: IntakeDependencies,
  update: Update,
  id: UpdateId,
  { person, event, press, elsewhere }: Extract<Intent, { type: 'session' }>,
): Promise<void> {
  const sessionUpdate: SessionUpdate = {
    id,
    admin: person,
    event,
    ...(press && { press }),
    ...(elsewhere && { wantedBy: isInWizard }),
  };
  const taken = await takeEvent(dependencies.session, sessionUpdate);
  if (taken === 'declined' && elsewhere !== undefined) {
    return takeReply(dependencies, id, person, elsewhere);
  }
  if (taken === 'taken') dependencies.onAdmin(person.id);
  answerPress(dependencies, update, {});
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
  await takeReply(dependencies, id, intent.person, { kind: 'failed' });
}
