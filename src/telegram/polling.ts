import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Logger } from '../log.ts';
import { inRequest, requestIdOf } from '../request.ts';
import { callSignal } from './call-signal.ts';
import type { Deferral } from './deferral/deferral.ts';
import { sortByLane } from './deferral/lanes.ts';
import { type Leftover, MOST_LEFT, takeBatch } from './deferral/take-batch.ts';
import type { Intake } from './intake.ts';
import { isWrongToken } from './outcome.ts';
import { isTokenRevoked } from './token.ts';
import { ALLOWED_UPDATES } from './update-schema.ts';

/** Seconds that Telegram holds a call open while there is nothing new. Source: Bot API, getUpdates. */
const LONG_POLL_SECONDS = 30;
/** So many updates come at once, at most. Source: Bot API, getUpdates. */
const BATCH = 100;
const PAUSE_MS = 1_000;
const CONFLICT_PAUSE_MS = 5_000;
const LAST_CONFIRMATION_MS = 2_000;
/** So long a stop waits for what is under way and kept already: it is taken after the next start at the latest. */
const LAST_MOMENT_MS = 1_000;

export interface PollingDependencies {
  readonly api: Api;
  readonly intake: Intake;
  readonly deferral: Pick<Deferral, 'has' | 'defer'>;
  readonly log: Logger;
  /** Told when Telegram no longer takes the token; nothing will come any more. */
  readonly onRevoked: () => void;
}

/**
 * Takes updates by long polling until the signal says stop; then resolves, with everything that was
 * taken or kept confirmed. Chats are taken side by side, the updates of one chat in order. What of a
 * batch cannot be taken now, or is slow, is deferred, and the whole batch is confirmed. Only where it
 * cannot be kept either, the offset moves no further than the first that was not taken.
 *
 * The offset comes from the last batch alone, whatever came before: after a week of silence ids begin
 * anew anywhere, also below the earlier ones. Source: Bot API, Update.
 */
export async function poll(dependencies: PollingDependencies, signal: AbortSignal): Promise<void> {
  const { api, log, onRevoked } = dependencies;
  const underWay = new Set<Promise<void>>();
  let offset = 0;
  while (!signal.aborted) {
    try {
      const updates: unknown[] = await api.getUpdates(
        { offset, limit: BATCH, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
        callSignal(signal),
      );
      const next = await takeUpdates(dependencies, updates, underWay, signal);
      if (next !== null) offset = next;
      else if (updates.length > 0) await pause(PAUSE_MS, undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      if (await isForGood(api, error, signal)) return onRevoked();
      await pauseAfter(error, log, signal);
    }
  }
  await confirm(api, offset);
  await Promise.race([Promise.all(underWay), pause(LAST_MOMENT_MS, undefined, { ref: false })]);
}

/**
 * Takes a batch, as far as that goes, and keeps the rest. Returns the next offset; null: there is no
 * update in it. `underWay` gets what is left under way, as long as it is.
 */
async function takeUpdates(
  dependencies: PollingDependencies,
  updates: readonly unknown[],
  underWay: Set<Promise<void>>,
  signal: AbortSignal,
): Promise<number | null> {
  const { intake, deferral } = dependencies;
  const { lanes, end } = sortByLane(updates);
  const leftovers = await takeBatch(lanes, {
    take: (raw) => intake(raw),
    isDeferred: deferral.has,
    mostLeft: MOST_LEFT - underWay.size,
  });
  if (leftovers.length === 0) return end;
  try {
    await deferral.defer(leftovers);
  } catch (error) {
    return holdAtTelegram(leftovers, error, dependencies, signal);
  }
  for (const { underWay: one } of leftovers) {
    if (one === undefined) continue;
    underWay.add(one);
    void one.then(() => underWay.delete(one));
  }
  return end;
}

/** Never throws: a stop in the middle of it ends the loop. */
async function isForGood(api: Api, error: unknown, signal: AbortSignal): Promise<boolean> {
  return isWrongToken(error) && (await isTokenRevoked(api, signal).catch(() => false));
}

async function pauseAfter(error: unknown, log: Logger, signal: AbortSignal): Promise<void> {
  const conflict = error instanceof GrammyError && error.error_code === 409;
  if (conflict) {
    log.error({ code: 'polling_conflict' }, 'another program takes the updates of this bot');
  } else {
    log.warn(
      { code: 'telegram_unavailable', err: error },
      'Telegram could not be asked for updates',
    );
  }
  await pause(conflict ? CONFLICT_PAUSE_MS : PAUSE_MS, undefined, { signal }).catch(() => {});
}

/** A database that is away takes no update, and does not keep it either: it waits at Telegram. */
async function holdAtTelegram(
  leftovers: readonly Leftover[],
  error: unknown,
  { log }: PollingDependencies,
  signal: AbortSignal,
): Promise<number | null> {
  const [first] = leftovers
    .flatMap((left) => left.updates)
    .toSorted((one, other) => one.place - other.place);
  if (first === undefined) return null;
  const code = isPassingDatabaseError(error) ? 'database_unavailable' : 'update_not_taken';
  inRequest(requestIdOf(first.id), () => {
    log.warn({ code, updateId: first.id, err: error }, 'updates wait to be taken');
  });
  // What is under way would come again beside itself.
  await Promise.all(leftovers.map(({ underWay }) => underWay));
  await pause(PAUSE_MS, undefined, { signal }).catch(() => {});
  return first.id;
}

/** Without it the updates would come once more after the next start, to be known again: harmless, but needless. */
async function confirm(api: Api, offset: number): Promise<void> {
  if (offset === 0) return;
  const signal = AbortSignal.timeout(LAST_CONFIRMATION_MS);
  await api.getUpdates({ offset, limit: 1, timeout: 0 }, callSignal(signal)).catch(() => {});
}
