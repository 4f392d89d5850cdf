import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';

/** Begins to listen on every address of the machine and returns the port. Throws `port_taken` with a sentence for the operator. */
export async function listen(server: FastifyInstance, port: number): Promise<number> {
  try {
    await server.listen({ host: '::', port });
  } catch (error) {
    if (isAddressError(error, 'EADDRINUSE')) {
      throw new AppError('port_taken', `PORT ${port} is taken. Set PORT to another one, or to 0.`);
    }
    if (!isAddressError(error, 'EAFNOSUPPORT')) throw error;
    await server.listen({ host: '0.0.0.0', port });
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function isAddressError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
