import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds a port of the loopback that nobody listens on, for a server that has to know its own before it starts. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
