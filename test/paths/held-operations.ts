import type { Database } from '../../src/database/database.ts';
import { rowsOf } from '../support/data/cards.ts';

/**
 * Operations that wait in the bot's queue until they are let go, so that a path can do something
 * while one is under way, for as long as it takes.
 */
export interface HeldOperations {
  /** Lets the operation that an admin's session waits for be run. */
  release(adminId: number): Promise<void>;
  /** Drops those of an admin that were never let go. */
  drop(adminId: number): Promise<void>;
}

/** How pg-boss names the channel of its schema. Source: notifyChannelSql in pg-boss 12.38. */
const WAKE = `select pg_notify('pgboss_' || left(encode(sha224('public'::bytea), 'hex'), 24), 'operate')`;

/** Has every operation of a bot wait from now on. */
export async function holdOperations(database: Database): Promise<HeldOperations> {
  await rowsOf(
    database,
    `create function hold_operation() returns trigger language plpgsql as $$ begin
       new.start_after = now() + interval '1 day';
       return new;
     end $$`,
  );
  await rowsOf(
    database,
    `create trigger holding before insert on job for each row
       when (new.name = 'operate') execute function hold_operation()`,
  );
  return {
    async release(adminId) {
      const released = await rowsOf(
        database,
        `update job set start_after = now() - interval '1 second'
         from admin_session as session
         where name = 'operate' and state = 'created' and session.admin_id = ?
           and singleton_key = concat_ws(':', session.admin_id, session.child, session.operation, session.attempt)
         returning 1`,
        [adminId],
      );
      if (released.length !== 1) throw new Error(`${released.length} operations were let go`);
      await rowsOf(database, WAKE);
    },
    async drop(adminId) {
      await rowsOf(
        database,
        `delete from job where name = 'operate' and state = 'created' and singleton_key like ?`,
        [`${adminId}:%`],
      );
    },
  };
}
