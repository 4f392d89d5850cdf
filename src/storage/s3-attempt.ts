import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';

/** Where an S3 server is and how to be let in. */
export type S3Config = {
  /** An origin without a path, such as `https://s3.example.com`. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  readonly region: string;
  /** PEM certificates of all authorities to trust; absent: those that Node trusts. */
  readonly ca?: readonly string[];
};

/** How long one attempt may take. */
export type S3Deadlines = {
  /** Until the connection stands, in milliseconds. */
  readonly connectMs: number;
  /** For everything, in milliseconds. */
  readonly attemptMs: number;
};

/** One attempt at one call: a client of its own, ended by its own deadline. */
export type S3Attempt = {
  /** Runs the call; rejects when the deadline is over or the caller's signal aborts, come what may. */
  run<T>(call: (client: Client) => Promise<T>): Promise<T>;
  /** The status of the last answer, if there was one. */
  status(): number | undefined;
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
  const url = new URL(config.endpoint);
  const useSSL = url.protocol === 'https:';
  const protocol = useSSL ? https : http;
  const agent = new protocol.Agent({
    keepAlive: true,
    maxSockets: 16,
    ...(config.ca && { ca: [...config.ca] }),
  });
  const clientOptions = {
    endPoint: url.hostname,
    useSSL,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    accessKey: config.accessKey,
    secretKey: config.secretKey,
    region: config.region,
    pathStyle: true,
    transportAgent: agent,
    retryOptions: { disableRetry: true },
  };

  return (signal) => {
    let status: number | undefined;
    const ending = new AbortController();

    const request = (
      options: http.RequestOptions | string | URL,
      onResponse?: http.RequestOptions | OnResponse,
    ): http.ClientRequest => {
      if (typeof onResponse !== 'function') throw new TypeError('no listener for the response');
      const outgoing = protocol.request(options, onResponse);
      outgoing.once('response', (response) => {
        status = response.statusCode;
      });
      limitConnecting(outgoing, deadlines.connectMs);
      const end = () => outgoing.destroy(asError(ending.signal.reason));
      if (ending.signal.aborted) end();
      ending.signal.addEventListener('abort', end, { once: true });
      outgoing.once('close', () => ending.signal.removeEventListener('abort', end));
      return outgoing;
    };

    return {
      status: () => status,
      async run(call) {
        const deadline = setTimeout(
          () => ending.abort(new DeadlineError('ATTEMPT_DEADLINE')),
          deadlines.attemptMs,
        );
        const follow = () => ending.abort(signal?.reason);
        signal?.addEventListener('abort', follow, { once: true });
        const ended = new Promise<never>((_, fail) => {
          ending.signal.addEventListener('abort', () => fail(ending.signal.reason), { once: true });
        });
        try {
          return await Promise.race([
            call(new Client({ ...clientOptions, transport: { request } })),
            ended,
          ]);
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
