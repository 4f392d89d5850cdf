import { Migration } from '@mikro-orm/migrations';

/** Keeps which bot the labels name: its name is in every link that was ever printed. */
export class Migration20261128PrintedBot extends Migration {
  override up(): void {
    this.addSql(`
      create table printed_bot (
        only_one boolean primary key default true check (only_one),
        bot_id bigint not null,
        username text not null,
        since timestamptz not null default now()
      );
    `);
  }

  override down(): void {
    this.addSql('drop table printed_bot;');
  }
}
