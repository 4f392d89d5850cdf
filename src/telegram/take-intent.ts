import type { Api } from 'grammy';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { Database } from '../database/database.ts';
import type { Faults } from '../faults.ts';
import type { Verify } from '../features/verification/verifier.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { type SessionUpdate, takeEvent } from '../session/take.ts';
import { markBlocked, type PersonNames } from '../updates/person.ts';
import { takeUpdate, type UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { Answering } from './answers/answering.ts';
import type { FloodGuard } from './flood-guard.ts';
import type { Remembered } from './remembered.ts';
import { type Admins, type Intent, recipientOf } from './routing.ts';
import { takeAsk } from './take-ask.ts';
import { type OpenIntent, takeUnlessFlooding } from './take-flood.ts';
import { type UpdateOutcome, verdictName } from './update-metrics.ts';
import type { Update } from './update-schema.ts';

export interface TakingDependencies extends Admins {
  readonly api: Api;
  readonly botId: number;
  readonly database: Database;
  readonly verify: Verify;
  readonly session: SessionDependencies;
  readonly answering: Answering;
  /**
   * The albums that were answered: Telegram delivers their photos one by one, and ten of them need one
   * answer. One that another process takes is answered once more, which does no harm.
   */
  readonly albums: Remembered<string>;
  /** Told of whatever anybody may send, but by admins, who have a session each and one operation at a time. */
  readonly guard: FloodGuard;
  readonly translatorFor: (languageCode: string | null) => Translator;
  /** Told of each admin who wrote: Telegram takes an admin's own commands only then. Never throws. */
  readonly onAdmin: (adminId: number) => void;
  /** Told of each person who was refused because they are no admin. Never throws. */
  readonly onRefused: (personId: number) => void;
  readonly faults: Faults;
  readonly log: Logger;
  readonly metrics: Metrics;
}

type ReplyIntent = Extract<Intent, { type: 'reply' }>;

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

/** Names an album among those of everybody; null: the message is in none. */
function albumOf({ person, album }: Pick<ReplyIntent, 'person' | 'album'>): string | null {
  return album === undefined ? null : `${person.id}:${album}`;
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
      if (intent.reply.kind === 'admins_only') dependencies.onRefused(intent.person.id);
      return takeReply(dependencies, id, intent);
    case 'ask':
      return takeAsk(dependencies, update, id, intent);
  }
}

async function takeReply(
  { database, verify, answering, albums, metrics, faults }: TakingDependencies,
  id: UpdateId,
  intent: Omit<ReplyIntent, 'type'>,
): Promise<'taken' | 'duplicate'> {
  const { person, reply } = intent;
  const addressed = { ...recipientOf(intent), reply };
  const ofPerson = albumOf(intent);
  await faults('before-take-commit');
  if (reply.kind === 'verdict') {
    const checked = await answering.take(id, addressed, async (isHeld) => {
      const asked = { id, person, code: reply.code, payload: addressed, isHeld };
      const found = await verify(asked);
      if (ofPerson !== null) albums.add(ofPerson);
      await faults('after-take');
      return found;
    });
    if (checked === null) return 'duplicate';
    metrics.verifications.inc({ verdict: verdictName(checked.verdict) });
    return 'taken';
  }
  const isAnswered = ofPerson !== null && albums.has(ofPerson);
  const take = async (payload: unknown, isHeld: boolean) => {
    const found = await takeUpdate(database, id, person, payload, isHeld);
    if (ofPerson !== null) albums.add(ofPerson);
    await faults('after-take');
    return found;
  };
  const taken = isAnswered
    ? await take(null, false)
    : await answering.take(id, addressed, (isHeld) => take(addressed, isHeld));
  if (taken === null) return 'duplicate';
  if (reply.kind === 'mistyped') metrics.verifications.inc({ verdict: 'mistyped' });
  return 'taken';
}

/** A typed code is the session's own only while it asks for something; elsewhere it is checked. */
function asksForSomething(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('asks');
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
    ...(elsewhere && { wantedBy: asksForSomething }),
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
