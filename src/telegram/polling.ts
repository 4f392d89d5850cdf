import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { inRequest, requestIdOf } from '../request.ts';
import type { Intake } from './intake.ts';
import { isWrongToken } from './outcome.ts';
import { isTokenRevoked } from './token.ts';
import { ALLOWED_UPDATES } from './update-schema.ts';

/** Seconds that Telegram holds a call open while there is nothing new. Source: Bot API, getUpdates. */
const LONG_POLL_SECONDS = 30;
/** So many updates come at once; behind a first one that is never taken nothing else would. Source: Bot API, getUpdates. */
const BATCH = 100;
const PAUSE_MS = 1_000;
const CONFLICT_PAUSE_MS = 5_000;
const LAST_CONFIRMATION_MS = 2_000;

export interface PollingDependencies {
  readonly api: Api;
  readonly intake: Intake;
  readonly log: Logger;
  /** Told when Telegram no longer takes the token; nothing will come any more. */
  readonly onRevoked: () => void;
}

/**
 * Takes updates by long polling until the signal says stop; then resolves, with everything that was
 * taken confirmed. An update is confirmed only after it was taken: the offset moves no further than
 * the first one that was not. Chats are taken side by side, the updates of one chat in order.
 *
 * The offset comes from the last batch alone, whatever came before: after a week of silence ids begin
 * anew anywhere, also below the earlier ones. Source: Bot API, Update.
 */
export async function poll(
  { api, intake, log, onRevoked }: PollingDependencies,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0;
  let pressing: number | null = null;
  while (!signal.aborted) {
    try {
      const updates: unknown[] = await api.getUpdates(
        { offset, limit: BATCH, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
        signal as never,
      );
      const held = pressing;
      const { next, untaken } = await takeBatch(updates, offset, (raw, id) =>
        intake(raw, { isPressing: id === held }),
      );
      pressing = updates.length >= BATCH && untaken?.place === 0 ? untaken.id : null;
      const moved = next !== offset || updates.length === 0;
      offset = next;
      if (untaken !== null) logUntaken(untaken, log);
      if (!moved) await pause(PAUSE_MS, undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      if (await isForGood(api, error, signal)) return onRevoked();
      await pauseAfter(error, log, signal);
    }
  }
  await confirm(api, offset);
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

const laneSchema = z.object({
  update_id: z.int(),
  message: z
    .object({ chat: z.object({ id: z.int() }) })
    .optional()
    .catch(undefined),
  callback_query: z
    .object({ from: z.object({ id: z.int() }) })
    .optional()
    .catch(undefined),
});

/** An update of a batch, and where in it Telegram put it. */
interface Waiting {
  readonly id: number;
  readonly place: number;
  readonly raw: unknown;
}

type Take = (raw: unknown, id: number) => Promise<unknown>;

interface Untaken extends Omit<Waiting, 'raw'> {
  readonly error: unknown;
}

function logUntaken({ id, error }: Untaken, log: Logger): void {
  const code = isPassingDatabaseError(error) ? 'database_unavailable' : 'update_not_taken';
  inRequest(requestIdOf(id), () => {
    log.warn({ code, updateId: id, err: error }, 'updates wait to be taken');
  });
}

/**
 * Takes a batch. `next` is the offset that confirms what was taken, `untaken` the first update that was
 * not; which one is the first, and which the last, is told by the order that Telegram gave.
 */
async function takeBatch(
  updates: readonly unknown[],
  offset: number,
  take: Take,
): Promise<{ next: number; untaken: Untaken | null }> {
  const lanes = new Map<string, Waiting[]>();
  let end = offset;
  for (const [place, raw] of updates.entries()) {
    const parsed = laneSchema.safeParse(raw);
    if (!parsed.success) continue;
    const { update_id: id, message, callback_query: query } = parsed.data;
    const name = String(message?.chat.id ?? query?.from.id ?? `update ${id}`);
    const lane = lanes.get(name) ?? [];
    lane.push({ id, place, raw });
    lanes.set(name, lane);
    end = id + 1;
  }
  const stopped = await Promise.all([...lanes.values()].map((lane) => takeLane(lane, take)));
  const [untaken = null] = stopped
    .filter((stop) => stop !== null)
    .sort((first, second) => first.place - second.place);
  return { next: untaken?.id ?? end, untaken };
}

/** Takes the updates of one chat in order, up to the first that is to be delivered again. */
async function takeLane(lane: readonly Waiting[], take: Take): Promise<Untaken | null> {
  for (const { id, place, raw } of lane) {
    try {
      await inRequest(null, () => take(raw, id));
    } catch (error) {
      return { id, place, error };
    }
  }
  return null;
}

/** Without it the updates would come once more after the next start, to be known again: harmless, but needless. */
async function confirm(api: Api, offset: number): Promise<void> {
  if (offset === 0) return;
  const signal = AbortSignal.timeout(LAST_CONFIRMATION_MS);
  await api.getUpdates({ offset, limit: 1, timeout: 0 }, signal as never).catch(() => {});
}
