import type { Database, PreparedStatement } from '../database/database.ts';

const HAS_SESSION: PreparedStatement = {
  name: 'has_session',
  text: 'select from admin_session where admin_id = $1',
};

/** Whether this person was ever an admin who used the bot as one. Throws what the database throws. */
export async function wasAdmin(database: Database, personId: number): Promise<boolean> {
  return (await database.run(HAS_SESSION, [personId])).length > 0;
}
