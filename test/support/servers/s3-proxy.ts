import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What comes of a call to a photo store.
 * - `pass`: it reaches the server
 * - `busy`: 503
 * - `cut`: the connection breaks in the middle of an upload
 * - `truncate`: an upload is acknowledged and only a part of it is there
 * - `hang`: no answer
 */
export type S3Treatment = 'pass' | 'busy' | 'cut' | 'truncate' | 'hang';

/** A line to an S3 server on which things go wrong. */
export interface S3Proxy {
  readonly endpoint: string;
  treatment: S3Treatment;
  close(): Promise<void>;
}

/** Starts one before a server; everything passes at first. */
export async function startS3Proxy(target: string): Promise<S3Proxy> {
  const server = createServer((incoming, outgoing) => {
    void treat(proxy.treatment, target, incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: S3Proxy = {
    endpoint: `http://127.0.0.1:${port}`,
    treatment: 'pass',
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return proxy;
}

async function treat(
  treatment: S3Treatment,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (treatment === 'hang') return;
  if (treatment === 'cut' && incoming.method === 'PUT') {
    incoming.once('data', () => incoming.destroy());
    return;
  }
  if (treatment === 'busy') {
    outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    return;
  }
  if (treatment === 'truncate') {
    await buffer(incoming);
    const headers = { etag: '"part"', 'last-modified': new Date(0).toUTCString() };
    outgoing.writeHead(200, { ...headers, 'content-length': incoming.method === 'HEAD' ? 7 : 0 });
    outgoing.end();
    return;
  }
  forward(target, incoming, outgoing);
}

/** The signature covers the host that the client named, so that is left as it is. */
function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
