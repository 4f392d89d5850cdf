import type { ServerResponse } from 'node:http';

/** Tells calls that wait when nobody waits for them any more. */
export interface HangUps {
  /** A signal that aborts when the caller hangs up, got the answer, or the playground ends. */
  signalOf(response: ServerResponse): AbortSignal;
}

/**
 * Makes the signals of calls.
 * @param closing aborts when the playground ends
 */
export function createHangUps(closing: AbortSignal): HangUps {
  const open = new Set<AbortController>();
  closing.addEventListener('abort', () => {
    for (const controller of open) controller.abort();
  });
  return {
    signalOf(response) {
      const controller = new AbortController();
      if (response.destroyed || closing.aborted) controller.abort();
      open.add(controller);
      response.once('close', () => {
        open.delete(controller);
        controller.abort();
      });
      return controller.signal;
    },
  };
}
