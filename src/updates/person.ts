import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';

/** Who wrote, as Telegram named them in this update. */
export interface PersonNames {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string | null;
  readonly username: string | null;
  readonly languageCode: string | null;
}

/** The columns of `person` that every update refreshes, as `values` of the statements that take one. */
export function personValues(person: PersonNames): (number | string | null)[] {
  return [person.id, person.firstName, person.lastName, person.username, person.languageCode];
}

/** What a second message of the same person changes, for `on conflict (id) do update set …`; `p` is the row. */
export const REFRESH_PERSON = `
  first_name = excluded.first_name, last_name = excluded.last_name,
  username = excluded.username, language_code = excluded.language_code,
  last_seen = now(), messages = p.messages + 1, blocked_at = null`;

/** The same for an update that wants a reply, which is given after the one to the update before. */
export const REFRESH_REPLIED_PERSON = `${REFRESH_PERSON},
  last_update = excluded.last_update, update_before = p.last_update`;

const MARK_BLOCKED: PreparedStatement = {
  name: 'mark_blocked',
  text: 'update person set blocked_at = coalesce(blocked_at, now()) where id = $1',
};

/** Notes that this person blocked the bot, until they write again. */
export async function markBlocked(database: Database, personId: number): Promise<void> {
  await database.run(MARK_BLOCKED, [personId]);
}

const LANGUAGES: PreparedStatement = {
  name: 'languages',
  text: 'select id::float8 as id, language_code from person where id = any($1::bigint[])',
};

const languageRow = z.object({ id: z.number(), language_code: z.string().nullable() });

/** Says in which language those of these people who ever wrote use Telegram (null: unknown). */
export async function languagesOf(
  database: Database,
  personIds: readonly number[],
): Promise<Map<number, string | null>> {
  const rows = z.array(languageRow).parse(await database.run(LANGUAGES, [personIds]));
  return new Map(rows.map((row) => [row.id, row.language_code]));
}
