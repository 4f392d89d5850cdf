import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';

const NAME: PreparedStatement = {
  name: 'card_name',
  text: 'select name from card where code = $1',
};

/** The name of the card that has this code; null when there is none any more. */
export async function cardNameOf(database: Database, code: string): Promise<string | null> {
  const [row] = z.array(z.object({ name: z.string() })).parse(await database.run(NAME, [code]));
  return row?.name ?? null;
}
