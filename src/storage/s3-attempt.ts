import type http from 'node:http';
import type { Client } from 'minio';
import { createS3Clients, type S3Config } from './s3-client.ts';

export type { S3Config } from './s3-client.ts';

/** How long one attempt may take. */
export type S3Deadlines = {
  /** Until the connection stands, in milliseconds. */
  readonly connectMs: number;
  /** For everything, in milliseconds. */
  readonly attemptMs: number;
};

/** What the last answer of the server was, beside its body. */
export type S3Answer = {
  readonly status: number;
  readonly headers: Readonly<http.IncomingHttpHeaders>;
};

/** One attempt at one call: a client of its own, ended by its own deadline. */
export type S3Attempt = {
  /**
   * Runs the call; rejects when the deadline is over or the caller's signal aborts, come what may.
   * Whatever the call or the client throws, at once or later, is what this rejects with.
   */
  run<T>(call: (client: Client) => Promise<T>): Promise<T>;
  /** The last answer, if there was one. */
  answer(): S3Answer | undefined;
};

type OnResponse = (response: http.IncomingMessage) => void;

/** Says in `code` which deadline was missed. */
class DeadlineError extends Error {
  readonly code: string;

  constructor(code: 'CONNECT_DEADLINE' | 'ATTEMPT_DEADLINE') {
    super('the photo store took too long');
    this.code = code;
  }
}

/** Of answers with these the client reads nothing, since it would ask again. Source: minio, request.ts, retryHttpCodes. */
const UNREAD = new Set([408, 429, 499, 500, 502, 503, 504, 520]);

/** No server answers with this, so the client reads what the server has to say. */
const READ = 599;

/**
 * Prepares attempts at calls of one server over shared connections.
 *
 * The client knows no deadline and prints its own retries to the console: so it gets a transport
 * that ends each request in time, and its retries are off.
 */
export function createS3Attempts(
  config: S3Config,
  deadlines: S3Deadlines,
): (signal: AbortSignal | undefined) => S3Attempt {
  const clients = createS3Clients(config);

  return (signal) => {
    let answer: S3Answer | undefined;
    const ending = new AbortController();

    const request = (
      options: http.RequestOptions | string | URL,
      onResponse?: http.RequestOptions | OnResponse,
    ): http.ClientRequest => {
      if (typeof onResponse !== 'function') throw new TypeError('no listener for the response');
      const outgoing = clients.protocol.request(options, (response) => {
        const { statusCode = 0, headers } = response;
        answer = { status: statusCode, headers };
        if (UNREAD.has(statusCode)) response.statusCode = READ;
        try {
          onResponse(response);
        } catch (error) {
          outgoing.destroy(asError(error));
        }
      });
      limitConnecting(outgoing, deadlines.connectMs);
      const end = () => outgoing.destroy(asError(ending.signal.reason));
      if (ending.signal.aborted) end();
      ending.signal.addEventListener('abort', end, { once: true });
      outgoing.once('close', () => ending.signal.removeEventListener('abort', end));
      return outgoing;
    };

    return {
      answer: () => answer,
      async run(call) {
        signal?.throwIfAborted();
        const deadline = setTimeout(
          () => ending.abort(new DeadlineError('ATTEMPT_DEADLINE')),
          deadlines.attemptMs,
        );
        const follow = () => ending.abort(signal?.reason);
        signal?.addEventListener('abort', follow, { once: true });
        try {
          // What throws at once, the client's constructor too, must not leave the other one alone.
          const begin = async () => call(clients.create({ request }));
          return await Promise.race([begin(), endOf(ending.signal)]);
        } catch (error) {
          // An answer that nobody reads to its end would hold its connection.
          ending.abort(error);
          throw error;
        } finally {
          clearTimeout(deadline);
          signal?.removeEventListener('abort', follow);
        }
      },
    };
  };
}

/** Rejects with the signal's reason once it aborts. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
}

function limitConnecting(outgoing: http.ClientRequest, connectMs: number): void {
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return;
    const late = () => outgoing.destroy(new DeadlineError('CONNECT_DEADLINE'));
    const timer = setTimeout(late, connectMs);
    const settled = () => clearTimeout(timer);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', settled);
    outgoing.once('close', settled);
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}
