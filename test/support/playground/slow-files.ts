import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to a Bot API server on which files may come too slowly. */
export interface SlowFiles {
  /** The address to be used as `TELEGRAM_API_ROOT`. */
  readonly root: string;
  /** Whether files come a byte at a time, of which each seems to be a sign of life. */
  isDripping: boolean;
  close(): Promise<void>;
}

const BETWEEN_BYTES_MS = 200;

/** Starts one before a server; files come as fast as they can at first. */
export async function startSlowFiles(target: string): Promise<SlowFiles> {
  const server = createServer((incoming, outgoing) => {
    const isFile = incoming.url?.startsWith('/file/') === true;
    forward(target, incoming, outgoing, isFile && slow.isDripping);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const slow: SlowFiles = {
    root: `http://127.0.0.1:${port}`,
    isDripping: false,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return slow;
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isDripping: boolean,
): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    if (isDripping) void drip(answer, outgoing);
    else answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

async function drip(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  for await (const chunk of answer) {
    for (const byte of chunk as Buffer) {
      if (outgoing.destroyed) return;
      outgoing.write(Buffer.of(byte));
      await pause(BETWEEN_BYTES_MS);
    }
  }
  outgoing.end();
}
