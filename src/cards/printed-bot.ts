import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { AppError } from '../errors.ts';

/** A bot as labels name it. `username` is without the @. */
export interface NamedBot {
  readonly id: number;
  readonly username: string;
}

/** While there is no card there is no label: then whichever bot starts is the one. */
const NOTE: PreparedStatement = {
  name: 'note_printed_bot',
  text: `insert into printed_bot (bot_id, username) values ($1, $2)
    on conflict (only_one) do update
      set bot_id = excluded.bot_id, username = excluded.username, since = now()
      where $3 or not exists (select from card)`,
};

const READ: PreparedStatement = {
  name: 'read_printed_bot',
  text: 'select bot_id::float8 as id, username from printed_bot',
};

const printedRow = z.object({ id: z.number(), username: z.string() });

/**
 * Notes which bot's name is on the labels, with the first start that has cards or comes before them,
 * and finds that it is this one: all labels lead to that name, and whoever takes a name that became
 * free can say "genuine" to everything. Names are the same in capitals and small letters.
 *
 * @param renamedTo what the operator says that the labels' bot is called from now on; null: nothing
 * @throws AppError `bot_renamed` with a line for the operator; and what the database throws
 */
export async function confirmPrintedBot(
  database: Database,
  bot: NamedBot,
  renamedTo: string | null,
): Promise<void> {
  const isMeant = renamedTo !== null && isSameName(renamedTo, bot.username);
  await database.run(NOTE, [bot.id, bot.username, isMeant]);
  const [row] = await database.run(READ, []);
  const printed = printedRow.parse(row);
  if (printed.id === bot.id && isSameName(printed.username, bot.username)) return;
  throw new AppError(
    'bot_renamed',
    `The labels of this database name @${printed.username} (${printed.id}), and BOT_TOKEN is of @${bot.username} (${bot.id}): no label would lead to it. Set the token of the first, or give the bot its name back; BOT_RENAMED_TO=${bot.username} lets it pass (docs/operations.md, "The bot's name").`,
  );
}

/** Source: core.telegram.org/api/links: usernames are case-insensitive. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
