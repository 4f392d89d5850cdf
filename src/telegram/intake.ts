import { isPassingDatabaseError, sqlState } from '../database/database-errors.ts';
import { AppError } from '../errors.ts';
import { nameRequest, requestIdOf } from '../request.ts';
import { createPatience, type Patience, type Tries } from './patience.ts';
import { putAside } from './put-aside.ts';
import { quietly } from './quietly.ts';
import { type Intent, routeUpdate } from './routing.ts';
import { type TakingDependencies, takeIntent } from './take-intent.ts';
import { watchUpdateIds } from './update-ids.ts';
import { kindOfIntent, type UpdateOutcome, updateType } from './update-metrics.ts';
import { type Update, updateSchema } from './update-schema.ts';

export type IntakeDependencies = TakingDependencies;

/**
 * Takes one update: when it resolves, the update has had its effect and may be acknowledged; its
 * answer follows. One that meets a fault of ours is put aside with an apology, and so is one that
 * fails again and again while others are taken: whatever happens, no update holds up those behind it.
 * Resolves to false for what is no update at all, of which nothing was done.
 *
 * Throws when the update is to be delivered again: the database is away, or a newer program owns the
 * session. Whatever is done for the update bears its request id, where the caller began a request.
 *
 * @param tries by whoever tries an update again and counts it; default: counted here, by its id
 */
export type Intake = (raw: unknown, tries?: Tries) => Promise<boolean>;

/** What is known of an update while it is taken. */
interface InHand {
  readonly update: Update;
  readonly began: number;
  /** Null where they are counted here. */
  readonly tries: Tries | null;
  /** Null until it was found out, and when that failed. */
  intent: Intent | null;
}

export function createIntake(dependencies: IntakeDependencies): Intake {
  const { log, metrics } = dependencies;
  const patience = createPatience();
  const ids = watchUpdateIds(dependencies);
  return async (raw, tries) => {
    const began = performance.now();
    const parsed = updateSchema.safeParse(raw);
    if (!parsed.success) {
      quietly(() => {
        metrics.updates.inc({ type: 'other', outcome: 'malformed' });
        log.warn({ code: 'update_malformed' }, 'something that is no update was dropped');
      });
      return false;
    }
    const update = parsed.data;
    nameRequest(requestIdOf(update.update_id));
    quietly(() => ids.saw(update.update_id));
    const inHand: InHand = { update, began, tries: tries ?? null, intent: null };
    if (update.unreadable.length > 0) tellUnreadable(dependencies, update);
    try {
      inHand.intent = routeUpdate(update, dependencies);
      const outcome = await takeIntent(dependencies, update, inHand.intent);
      if (outcome === 'taken' || outcome === 'duplicate') patience.passed(update.update_id);
      tellOutcome(dependencies, inHand, outcome);
    } catch (error) {
      await deferOrPutAside(dependencies, patience, inHand, error);
    }
    return true;
  };
}

/** Throws what was thrown when the update is to be delivered again. */
async function deferOrPutAside(
  dependencies: IntakeDependencies,
  patience: Patience,
  inHand: InHand,
  error: unknown,
): Promise<void> {
  const { update, intent } = inHand;
  const { tries, isOver } = inHand.tries ?? patience.failed(update.update_id);
  const defer = (cause: unknown): never => {
    // Tries that are counted elsewhere are of an update that was told of already.
    if (inHand.tries === null) tellOutcome(dependencies, inHand, 'deferred');
    throw cause;
  };
  // At Telegram it waits for the newer program, holding up nobody; where it is kept here, until its tries are over.
  if (isNewerSnapshot(error) && inHand.tries?.isOver !== true) defer(error);
  if (isPassingDatabaseError(error) && !isOver) defer(error);
  const id = { botId: dependencies.botId, updateId: update.update_id };
  // That the database takes this is also the proof that it is not away: else the update waits on.
  await putAside(dependencies, id, update, intent).catch((cause: unknown) => {
    if (isPassingDatabaseError(cause)) defer(cause);
  });
  tellOutcome(dependencies, inHand, 'put_aside');
  const about = { updateId: id.updateId, tries, sqlState: sqlState(error), err: error };
  quietly(() => {
    dependencies.log.error({ code: 'update_failed', ...about }, 'an update was put aside');
  });
}

function isNewerSnapshot(error: unknown): boolean {
  return error instanceof AppError && error.code === 'newer_snapshot';
}

/** Says which fields were not as the Bot API promises, so that a change of Telegram's is noticed; never what they hold. */
function tellUnreadable({ log }: IntakeDependencies, update: Update): void {
  const about = { updateId: update.update_id, paths: update.unreadable };
  quietly(() => {
    log.warn({ code: 'update_unreadable', ...about }, 'a part of an update cannot be read');
  });
}

function tellOutcome(
  { metrics, replies }: IntakeDependencies,
  { update, intent, began }: InHand,
  outcome: UpdateOutcome,
): void {
  const seconds = (performance.now() - began) / 1000;
  quietly(() => {
    const kind = intent === null ? 'other' : kindOfIntent(intent, replies);
    const lost = outcome === 'ignored' && update.unreadable.length > 0;
    metrics.updates.inc({ type: updateType(update), outcome: lost ? 'malformed' : outcome });
    metrics.updateTakenSeconds.observe({ kind }, seconds);
  });
}
