import { Migration } from '@mikro-orm/migrations';

/**
 * Gives each check a key of its own: ids of updates are unique for a time only, so that one of them in
 * a primary key would refuse the check of whoever gets the same number later. Nothing of a big table is
 * read or written for it: rows from before have no key (null). A process of an older version goes on
 * inserting without naming the column.
 */
export class Migration20261127KeyOfACheck extends Migration {
  override up(): void {
    this.addSql(`
      create sequence verification_id_seq;
      alter table verification drop constraint verification_pkey;
      alter table verification add id bigint;
      alter table verification alter id set default nextval('verification_id_seq');
      alter sequence verification_id_seq owned by verification.id;
      comment on column verification.update_id is
        'Unique for a time only: Telegram counts anew after a week without updates.';
    `);
  }

  /** Fails where an id came again since. */
  override down(): void {
    this.addSql(`
      alter table verification drop id;
      alter table verification add primary key (bot_id, update_id);
    `);
  }
}
