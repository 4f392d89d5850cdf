import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { S3Config } from '../../src/storage/s3-attempt.ts';

/** A request that reached the hostile server. */
export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** How many requests came before it. */
  readonly number: number;
};

/** What the server does with a request. */
export type Treatment = (received: Received, response: ServerResponse) => void;

/** An S3 server that behaves as badly as the test says. */
export type HostileS3 = {
  readonly config: S3Config;
  readonly received: Received[];
  treat: Treatment;
  stop(): Promise<void>;
};

/** Starts it on a free port of the loopback; until it is told, it answers 200 and nothing. */
export async function startHostileS3(): Promise<HostileS3> {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const entry = { method, url, headers, body, number: received.length };
    received.push(entry);
    hostile.treat(entry, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const hostile: HostileS3 = {
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      accessKey: 'the-access-key',
      secretKey: 'the-secret-key',
      bucket: 'photos',
      region: 'us-east-1',
    },
    received,
    treat: (_, response) => response.end(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return hostile;
}

/** An error as S3 writes it, with everything in it that servers are known to repeat. */
export function s3Error(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>the-access-key the-secret-key</Message>` +
      '<AWSAccessKeyId>the-access-key</AWSAccessKeyId><StringToSign>the-secret-key</StringToSign></Error>',
  );
}
