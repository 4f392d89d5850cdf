import type { Database } from '../../src/database/database.ts';
import { rowsOf } from '../support/data/cards.ts';

/** A database that can refuse to store what operations came to, so that they are run again and given up. */
export interface RefusedResults {
  /** Refuses every result of an admin's operations. That one was given up is stored. */
  refuse(adminId: number): Promise<void>;
  /** Refuses nothing any more. */
  accept(): Promise<void>;
}

/** Prepares a database for it. */
export async function prepareRefusing(database: Database): Promise<RefusedResults> {
  await rowsOf(database, 'create table refused_result (admin_id bigint primary key)');
  await rowsOf(
    database,
    `create function refuse_result() returns trigger language plpgsql as $$ begin
       if exists (select 1 from refused_result where admin_id = new.admin_id) then
         raise exception 'the result is refused';
       end if;
       return new;
     end $$`,
  );
  await rowsOf(
    database,
    `create trigger refusing before update on admin_session for each row
       when (old.child is not null and new.child is distinct from old.child
         and new.snapshot #>> '{context,failure}' is distinct from 'gave_up')
       execute function refuse_result()`,
  );
  return {
    async refuse(adminId) {
      await rowsOf(database, 'insert into refused_result values (?)', [adminId]);
    },
    async accept() {
      await rowsOf(database, 'delete from refused_result');
    },
  };
}
