import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';

/** Serves HTTP on a free port until the test has finished; returns the port. `host` `::` takes the port on every address. */
export async function serveForTest(
  handler: RequestListener,
  host: '127.0.0.1' | '::' = '127.0.0.1',
): Promise<number> {
  const server = createServer(handler).listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
