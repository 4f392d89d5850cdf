import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Whether the `Host` of a request names this machine itself: `localhost`, `127.0.0.1:8081`, `[::1]`.
 * Another name that leads here is a trick of a website (DNS rebinding).
 */
export function isLoopbackHost(host: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  return name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Whether a request comes from a page of another website, open in the same browser: it must not do anything here. */
export function isForeignPage(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'GET' || method === 'HEAD' || headers.origin === undefined) return false;
  return URL.parse(headers.origin)?.host !== headers.host;
}
