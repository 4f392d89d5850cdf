import { join, resolve } from 'node:path';
import * as z from 'zod';

/** What the playground's process is started with. */
export interface Settings {
  /** The playground's own directory, absolute. */
  readonly dataDir: string;
  readonly port: number;
  /** Whether the port was asked for: then another one will not do. */
  readonly isPortFixed: boolean;
  readonly rateLimits: boolean;
}

/** Why the playground does not start, in one line for people. */
export class SettingsError extends Error {
  readonly code = 'settings';

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

const DEFAULT_PORT = 8081;

const portSchema = z.coerce.number().int().min(0).max(65_535);

/**
 * Reads the settings from the environment: DATA_DIR (./data), PLAYGROUND_PORT (8081, or a free port
 * if that is taken) and PLAYGROUND_RATE_LIMITS (`on` holds the bot to Telegram's limits).
 * @throws SettingsError where real data could be near: nobody gets an admin's phone on a real database
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  if (env.DATABASE_URL) {
    throw new SettingsError(
      'The playground does not start while DATABASE_URL is set: its phones are admins. Unset it, or set BOT_TOKEN to use Telegram.',
    );
  }
  if (env.NODE_ENV === 'production') {
    throw new SettingsError(
      'The playground does not start with NODE_ENV=production. Set BOT_TOKEN to use Telegram.',
    );
  }
  const port = portSchema.safeParse(env.PLAYGROUND_PORT || DEFAULT_PORT);
  if (!port.success) {
    throw new SettingsError(`PLAYGROUND_PORT must be a port number such as ${DEFAULT_PORT}.`);
  }
  return {
    dataDir: join(resolve(env.DATA_DIR || 'data'), 'playground'),
    port: port.data,
    isPortFixed: Boolean(env.PLAYGROUND_PORT),
    rateLimits: env.PLAYGROUND_RATE_LIMITS === 'on',
  };
}
