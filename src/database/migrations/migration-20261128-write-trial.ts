import { Migration } from '@mikro-orm/migrations';

/** Makes the table that is written to find out whether the database can be written. */
export class Migration20261128WriteTrial extends Migration {
  override up(): void {
    this.addSql(`
      create table write_trial (at timestamptz not null default now());
      comment on table write_trial is
        'Emptied and filled with one row now and then, to see whether the database can be written.';
    `);
  }

  override down(): void {
    this.addSql('drop table write_trial;');
  }
}
