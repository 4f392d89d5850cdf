/**
 * The `setTimeout` of `node:timers/promises` on this process's own timers, which a test may hold; the real
 * one goes on whatever the test does. For `vi.mock('node:timers/promises', …)`.
 */
export function setTimeout<T>(
  milliseconds: number,
  value?: T,
  { signal }: { signal?: AbortSignal } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      globalThis.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve(value as T);
    }, milliseconds);
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}
