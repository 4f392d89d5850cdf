import { confirmPrintedBot, type NamedBot } from '../cards/printed-bot.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Logger } from '../log.ts';
import { untilReachable } from './until-reachable.ts';

/**
 * Finds that this is the bot whose name is on the labels, and waits for the database where that is
 * away. The playground's bot is on no label. Throws `bot_renamed` as `confirmPrintedBot` does.
 */
export async function confirmLabels(
  database: Database,
  me: NamedBot,
  { telegram }: Config,
  wait: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> {
  if (telegram.mode === 'playground') return;
  const confirm = () => confirmPrintedBot(database, me, telegram.renamedTo ?? null);
  const isFatal = (error: unknown) => !isPassingDatabaseError(error);
  await untilReachable('the database', confirm, { ...wait, isFatal });
}
