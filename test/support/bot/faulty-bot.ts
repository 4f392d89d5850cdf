import { z } from 'zod';
import { createConfig, secretsOf } from '../../../src/config.ts';
import { FAULT_POINTS, type FaultPoint, type Faults } from '../../../src/faults.ts';
import { createLogger } from '../../../src/log.ts';
import { createClosing } from '../../../src/process/closing.ts';
import { startBot } from '../../../src/start/start-bot.ts';
import { createHeld, type Held } from '../waiting/held.ts';

/**
 * The whole bot as a process of its own, set up by its environment as src/main.ts is, whose parent
 * arms faults over the IPC channel; arguments are points at which it kills itself. It writes its log to the standard output as JSON lines, tells
 * its parent that it is `ready`, of each fault point that is `hit`, that something is `held`, and that
 * a fault is `armed`, and is gone when its parent is.
 */
const command = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('arm'),
    ticket: z.number(),
    point: z.enum(FAULT_POINTS),
    kind: z.enum(['kill', 'hold', 'throw']),
    /** The first hit that counts from now on, from 1. */
    hit: z.number(),
    /** So many hits count. */
    times: z.number(),
  }),
  z.object({ type: z.literal('release'), point: z.enum(FAULT_POINTS) }),
]);

interface Armed {
  readonly kind: 'kill' | 'hold' | 'throw';
  readonly held: Held;
  before: number;
  left: number;
}

const armed = new Map<FaultPoint, Armed>();
for (const point of z.array(z.enum(FAULT_POINTS)).parse(process.argv.slice(2))) {
  armed.set(point, { kind: 'kill', held: createHeld(), before: 1, left: 1 });
}

const faults: Faults = async (point) => {
  tell({ type: 'hit', point });
  const fault = armed.get(point);
  if (fault === undefined) return;
  fault.before -= 1;
  if (fault.before > 0 || fault.left === 0) return;
  fault.left -= 1;
  if (fault.kind === 'kill') process.kill(process.pid, 'SIGKILL');
  if (fault.kind === 'throw') throw new Error(`a fault was thrown at ${point}`);
  tell({ type: 'held', point });
  await fault.held.hold();
};

function tell(message: object): void {
  process.send?.(message);
}

process.on('message', (message) => {
  const asked = command.parse(message);
  if (asked.type === 'release') {
    armed.get(asked.point)?.held.release();
    armed.delete(asked.point);
    return;
  }
  const { point, kind, hit, times, ticket } = asked;
  armed.set(point, { kind, held: createHeld(), before: hit, left: times });
  tell({ type: 'armed', ticket });
});
process.on('disconnect', () => process.exit(0));

const config = createConfig(process.env);
const log = createLogger({ level: config.logLevel, pretty: false, secrets: secretsOf(config) });
const closing = createClosing(log);
const stop = async () => {
  await closing.closeAll();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());

await startBot(config, {
  env: process.env,
  log,
  signal: new AbortController().signal,
  closing,
  faults,
  onFatal: (error) => {
    log.fatal({ err: error }, 'the bot cannot go on');
    process.exit(1);
  },
});
tell({ type: 'ready' });
