import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The local Telegram, running as a process of its own, and how the bot is to speak to it. */
export interface PlaygroundProcess {
  readonly url: string;
  readonly token: string;
  readonly adminIds: readonly number[];
  /** Ends it. */
  stop(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL('../../playground/main.ts', import.meta.url));

const readyMessage = z.object({
  type: z.literal('ready'),
  url: z.string(),
  token: z.string(),
  adminIds: z.array(z.number()),
});

/**
 * Starts the playground. It stands in a process group of its own, so that Ctrl-C reaches the bot
 * alone and the bot can finish what it has in hand; it ends with the bot, however that ends.
 * Under `node --watch` it is not watched, since it would report its files where we wait for its word.
 * Throws `playground_failed` when it does not start; it has said why on the standard error.
 *
 * @param onExit told when it ends without having been asked to
 */
export async function startPlaygroundProcess(
  env: NodeJS.ProcessEnv,
  onExit: () => void,
): Promise<PlaygroundProcess> {
  const { WATCH_REPORT_DEPENDENCIES: _watched, ...childEnv } = env;
  const child = spawn(process.execPath, [ENTRY], {
    env: childEnv,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = await firstMessage(child);
  let stopping = false;
  child.once('exit', () => {
    if (!stopping) onExit();
  });
  return {
    ...ready,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function firstMessage(child: ChildProcess): Promise<z.infer<typeof readyMessage>> {
  const gone = new AbortController();
  child.once('exit', () => gone.abort());
  child.once('error', () => gone.abort());
  try {
    const [message] = await once(child, 'message', { signal: gone.signal });
    return readyMessage.parse(message);
  } catch {
    throw new AppError('playground_failed', 'The playground did not start.');
  }
}
