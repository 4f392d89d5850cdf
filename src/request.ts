import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being done now, and for which request: that is known from the beginning, or found on the way. */
interface Work {
  requestId: string | null;
}

const current = new AsyncLocalStorage<Work>();

/** Names an update of Telegram in the log: whatever follows from it, in whichever process, bears this id. */
export function requestIdOf(updateId: number): string {
  return `u${updateId}`;
}

/** Does `work` for a request (null: for none, or for one that is named on the way); whatever it waits for belongs to it. */
export function inRequest<T>(requestId: string | null, work: () => T): T {
  return current.run({ requestId }, work);
}

/** Says for which request the work that is being done now is, once that is known. Outside {@link inRequest} nothing happens. */
export function nameRequest(requestId: string | null): void {
  const work = current.getStore();
  if (work !== undefined) work.requestId = requestId;
}

/** The request that is being worked for now, or null. */
export function currentRequest(): string | null {
  return current.getStore()?.requestId ?? null;
}
