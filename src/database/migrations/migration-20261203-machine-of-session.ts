import { Migration } from '@mikro-orm/migrations';

/** A person has a session with each machine. A process of an older version knows the admins' alone, and writes no other. */
export class Migration20261203MachineOfSession extends Migration {
  override up(): void {
    this.addSql(`
      alter table admin_session add machine text not null default 'admin';
      alter table admin_session drop constraint admin_session_pkey;
      alter table admin_session add primary key (admin_id, machine);
    `);
  }

  override down(): void {
    this.addSql(`
      delete from admin_session where machine <> 'admin';
      alter table admin_session drop constraint admin_session_pkey;
      alter table admin_session add primary key (admin_id);
      alter table admin_session drop machine;
    `);
  }
}
