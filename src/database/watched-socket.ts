import { Socket } from 'node:net';

/** Milliseconds; longer than any statement of ours may take, and than an idle connection is kept. */
const SILENCE_MS = 30_000;

/**
 * A socket for `pg` (its option `stream`) that breaks, with `ETIMEDOUT`, when nothing was said on it
 * for 30 s in either direction. The server's timeouts end a statement that it works on; they are of
 * no help when its answer never arrives, as after a firewall forgot the connection.
 */
export function createWatchedSocket(): Socket {
  const socket = new Socket();
  return socket.setTimeout(SILENCE_MS, () => {
    const silence = new Error(`the database said nothing for ${SILENCE_MS / 1_000} s`);
    socket.destroy(Object.assign(silence, { code: 'ETIMEDOUT' }));
  });
}
