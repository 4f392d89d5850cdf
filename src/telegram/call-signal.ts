import type { Api } from 'grammy';

/**
 * A signal as grammY's types want it for a call: they know only the one of the package
 * `abort-controller`, and any works.
 */
export function callSignal(signal: AbortSignal): NonNullable<Parameters<Api['getMe']>[0]> {
  return signal as NonNullable<Parameters<Api['getMe']>[0]>;
}
