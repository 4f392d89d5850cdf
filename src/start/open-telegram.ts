import type { Config } from '../config.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { untilReachable } from '../process/until-reachable.ts';
import { createGate } from '../telegram/gate/gate.ts';
import { watchGate } from '../telegram/gate/watch-gate.ts';
import { createCallObserver } from '../telegram/observed-calls.ts';
import { isWrongToken } from '../telegram/outcome.ts';
import { explainRefusedStart, isRefusedForGood } from '../telegram/start-refusals.ts';
import {
  createTelegramApi,
  type Me,
  type TelegramApi,
  type TelegramOptions,
} from '../telegram/telegram-api.ts';
import { isTokenRevoked } from '../telegram/token.ts';
import type { Messenger } from './open-messenger.ts';
import type { StartOptions } from './start-options.ts';

export interface OpenedTelegram {
  readonly telegram: TelegramOptions;
  /** Sends replies, and whatever nobody waits for. */
  readonly api: TelegramApi;
  /** Sends what somebody pressed a button for, and screens; through the same gate. */
  readonly urgentApi: TelegramApi;
  readonly me: Me;
  /** Tries until Telegram can be reached. Throws an `AppError` for what it refuses for good. */
  untilReachable<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Opens the way to Telegram and asks who the bot is, as soon as Telegram can be reached. `onDoubt` is
 * told when a call makes one doubt that the token is still good. Throws an `AppError` for a token, or
 * settings, that Telegram refuses.
 */
export async function openTelegram(
  messenger: Messenger,
  { pace }: Config,
  {
    log,
    signal,
    metrics,
    onDoubt,
  }: Pick<StartOptions, 'log' | 'signal'> & {
    readonly metrics: Metrics;
    readonly onDoubt: () => void;
  },
): Promise<OpenedTelegram> {
  const observe = createCallObserver({ log, metrics }, onDoubt);
  const telegram = { ...messenger.telegram, observe };
  const gate = createGate(pace.perSecond);
  watchGate(metrics, gate);
  const { isPaid } = pace;
  const api = createTelegramApi(telegram, { gate, urgency: 'reply', isPaid });
  const urgentApi = createTelegramApi(telegram, { gate, urgency: 'press', isPaid });
  const isFatal = async (error: unknown) =>
    isRefusedForGood(error) || (isWrongToken(error) && (await isTokenRevoked(api, signal)));
  const untilTelegram = <T>(work: () => Promise<T>) =>
    untilReachable('Telegram', work, { log, signal, isFatal }).catch(explainRefusedStart);
  const me = await untilTelegram(() => api.getMe());
  return { telegram, api, urgentApi, me, untilReachable: untilTelegram };
}
