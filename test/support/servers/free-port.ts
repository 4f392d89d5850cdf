import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give out by themselves (Linux from 32,768, others from 49,152): while a
 * server that a test stopped is away, no other one and no connection can come to have its port.
 */
const FIRST = 20_000;
const LAST = 32_767;
const ATTEMPTS = 50;

/** Finds a port of the loopback that nobody listens on, for a server that has to know its own before it starts. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${ATTEMPTS} ports is free`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const failed = once(probe, 'error').then(() => false);
  probe.listen(port, '127.0.0.1');
  const isListening = await Promise.race([once(probe, 'listening').then(() => true), failed]);
  if (isListening) await new Promise((done) => probe.close(done));
  return isListening;
}
