const LOOK_EVERY_MS = 500;

/**
 * Calls `onOrphaned` once when npm, which started this process, is gone. npm passes SIGTERM to a
 * shell that ends without passing it on, so this is how a stopped `npm start` reaches us.
 *
 * @param env of this process; one that npm did not start is left alone
 */
export function watchForOrphaning(env: NodeJS.ProcessEnv, onOrphaned: () => void): void {
  if (env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, LOOK_EVERY_MS);
  timer.unref();
}
