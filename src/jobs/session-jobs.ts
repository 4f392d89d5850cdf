import { z } from 'zod';
import type { JobSender, OperationKey } from '../session/ports.ts';
import type { JobEngine } from './job-engine.ts';

export const screenJob = z.object({ adminId: z.number() });

export const operateJob = z.object({
  adminId: z.number(),
  child: z.string(),
  operation: z.string(),
  attempt: z.number(),
});

/** A job that, when its time has come, sends the one it carries. */
export const laterJob = z.discriminatedUnion('queue', [
  z.object({ queue: z.literal('screen'), data: screenJob }),
  z.object({ queue: z.literal('operate'), data: operateJob }),
]);

/** The key under which jobs of one operation and attempt are the same. */
export function operateKey({ adminId, child, operation, attempt }: OperationKey): string {
  return `${adminId}:${child}:${operation}:${attempt}`;
}

/** Sends the session's jobs through the engine. */
export function createJobSender(engine: Pick<JobEngine, 'send'>): JobSender {
  return {
    screen: (em, adminId) => engine.send(em, 'screen', String(adminId), { adminId }),
    operate: (em, key) => engine.send(em, 'operate', operateKey(key), { ...key }),
    screenLater: (em, adminId, seconds) =>
      engine.send(
        em,
        'later',
        `screen:${adminId}`,
        { queue: 'screen', data: { adminId } },
        seconds,
      ),
    operateLater: (em, key, seconds) =>
      engine.send(
        em,
        'later',
        `operate:${operateKey(key)}`,
        { queue: 'operate', data: { ...key } },
        seconds,
      ),
  };
}
