import { z } from 'zod';
import { AppError } from '../src/errors.ts';

/** What `npm run qa` is started with. */
export interface QaSettings {
  /** Everything is kept in its folder `qa`, and thrown away at the next start. */
  readonly dataDir: string;
  readonly port: number;
  /** Whether the port was asked for: then another one will not do. */
  readonly isPortFixed: boolean;
}

const DEFAULT_PORT = 8082;

const portSchema = z.coerce.number().int().min(0).max(65_535);

/**
 * Reads DATA_DIR (./data) and QA_PORT (8082, or a free port if that is taken). A bot's token or
 * database is not looked at: QA has its own of both. Throws an `AppError` for what is no port.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): QaSettings {
  const port = portSchema.safeParse(env.QA_PORT || DEFAULT_PORT);
  if (!port.success) {
    throw new AppError('settings', `QA_PORT must be a port number such as ${DEFAULT_PORT}.`);
  }
  return {
    dataDir: env.DATA_DIR || 'data',
    port: port.data,
    isPortFixed: Boolean(env.QA_PORT),
  };
}
