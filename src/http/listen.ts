import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';

/** Every address of the machine, of both kinds; of IPv4 alone where there is no IPv6. */
const EVERYWHERE = ['::', '0.0.0.0'] as const;

/** What is wrong with an address or a port, by the system's word for it. */
const PROBLEMS: Readonly<Record<string, (host: string, port: number) => AppError>> = {
  EADDRINUSE: (_, port) =>
    new AppError('port_taken', `PORT ${port} is taken. Set PORT to another one, or to 0.`),
  EACCES: (_, port) =>
    new AppError(
      'port_denied',
      `PORT ${port} is only for root. Set PORT to one above 1023, or to 0.`,
    ),
  EADDRNOTAVAIL: notOurs,
  EAFNOSUPPORT: notOurs,
  EINVAL: notOurs,
  ENOTFOUND: notOurs,
  EAI_AGAIN: notOurs,
};

/**
 * Begins to listen and returns the port.
 *
 * @param host a name or an address of this machine, IPv6 without brackets; absent: every address
 * @throws AppError `port_taken`, `port_denied` or `host_unusable`, with a sentence for the operator
 */
export async function listen(
  server: FastifyInstance,
  port: number,
  host?: string,
): Promise<number> {
  const [first, second] = host === undefined ? EVERYWHERE : [host];
  try {
    await server.listen({ host: first, port });
  } catch (error) {
    if (second === undefined || !hasCode(error, 'EAFNOSUPPORT'))
      throw explained(error, first, port);
    await server.listen({ host: second, port }).catch((again) => {
      throw explained(again, second, port);
    });
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** The origin under which this machine itself reaches a server that listens there. */
export function originOf(host: string | undefined, port: number): string {
  const isEverywhere = host === undefined || (EVERYWHERE as readonly string[]).includes(host);
  const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function explained(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return PROBLEMS[code]?.(host, port) ?? error;
}

function notOurs(host: string): AppError {
  return new AppError(
    'host_unusable',
    `HOST ${host} is no address of this machine. Set HOST to one, such as 127.0.0.1, or unset it.`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
