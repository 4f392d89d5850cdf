import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { CommonReply } from '../replies/common-replies.ts';
import type { Replies } from '../replies/replies.ts';
import type { Reply } from '../replies/reply.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { type SessionUpdate, takeEvent } from '../session/take.ts';
import { markBlocked, type PersonNames } from '../updates/person.ts';
import type { UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { Answering } from './answers/answering.ts';
import type { FloodGuard } from './flood-guard.ts';
import type { Intent, Routes } from './routing.ts';
import { type TakingAskDependencies, takeAsk } from './take-ask.ts';
import { type OpenIntent, takeUnlessFlooding } from './take-flood.ts';
import { albumOf, takeReply } from './take-reply.ts';
import type { UpdateOutcome } from './update-metrics.ts';
import type { Update } from './update-schema.ts';

export interface TakingDependencies extends Routes, TakingAskDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly database: Database;
  readonly session: SessionDependencies;
  /** Whether a session waits for what its admin types: then that is its own, whatever else it may ask for. */
  readonly waitsForText: NonNullable<SessionUpdate['wantedBy']>;
  readonly answering: Answering;
  readonly replies: Replies;
  /** Told of whatever anybody may send, but by admins, who have a session each and one operation at a time. */
  readonly guard: FloodGuard;
  /** Told of each admin who wrote: Telegram takes an admin's own commands only then. Never throws. */
  readonly onAdmin: (adminId: number) => void;
  /** Told of each person who was refused because they are no admin. Never throws. */
  readonly onRefused: (personId: number) => void;
  readonly metrics: Metrics;
}

/**
 * Does what an update asks for, as far as that goes before it is acknowledged; its answer follows.
 * Throws what the database throws, and `AppError` `newer_snapshot`: then nothing was done, or all of it.
 */
export async function takeIntent(
  dependencies: TakingDependencies,
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
    case 'session':
      return takeSession(dependencies, update, id, intent);
  }
  const take = () => takeOpen(dependencies, update, id, intent);
  if (dependencies.isAdmin(intent.person.id) || isOfAnswered(dependencies, intent)) return take();
  return takeUnlessFlooding(dependencies, { id, update, intent }, take);
}

/** Whether an update is a part of an album that was answered: all of it counts as one message. */
function isOfAnswered({ albums }: TakingDependencies, intent: OpenIntent): boolean {
  const album = intent.type === 'reply' ? albumOf(intent) : null;
  return album !== null && albums.has(album);
}

/** Takes what anybody may send. */
async function takeOpen(
  dependencies: TakingDependencies,
  update: Update,
  id: UpdateId,
  intent: OpenIntent,
): Promise<UpdateOutcome> {
  switch (intent.type) {
    case 'refuse':
      dependencies.onRefused(intent.person.id);
      refuse(dependencies, update, intent.person);
      return 'refused';
    case 'reply':
      if (isRefusal(intent.reply)) dependencies.onRefused(intent.person.id);
      return takeReply(dependencies, id, intent);
    case 'ask':
      return takeAsk(dependencies, update, id, intent);
  }
}

/** Whether a command of the admins' is refused. */
function isRefusal({ kind }: Reply): boolean {
  return kind === ('admins_only' satisfies CommonReply['kind']);
}

async function takeSession(
  dependencies: TakingDependencies,
  update: Update,
  id: UpdateId,
  { person, topic, event, press, elsewhere }: Extract<Intent, { type: 'session' }>,
): Promise<UpdateOutcome> {
  const sessionUpdate: SessionUpdate = {
    id,
    admin: person,
    event,
    ...(press && { press }),
    ...(topic !== undefined && { topic }),
    ...(elsewhere && { wantedBy: dependencies.waitsForText }),
  };
  const taken = await takeEvent(dependencies.session, sessionUpdate);
  if (taken === 'declined' && elsewhere !== undefined) {
    return takeReply(dependencies, id, { person, topic, reply: elsewhere });
  }
  await dependencies.faults('after-take');
  answerPress(dependencies, update, {});
  return taken === 'duplicate' ? 'duplicate' : 'taken';
}

function refuse(dependencies: TakingDependencies, update: Update, person: PersonNames): void {
  const { plain } = dependencies.translatorFor(person.languageCode);
  answerPress(dependencies, update, { text: plain('admins-only') });
}
