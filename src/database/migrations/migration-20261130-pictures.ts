import { Migration } from '@mikro-orm/migrations';

/** The one picture of a card that a verdict shows. Cards get theirs when it is first needed. */
export class Migration20261130Pictures extends Migration {
  override up(): void {
    this.addSql(`
      create table picture (
        card_id uuid primary key references card (id) on delete cascade,
        shows text not null check (shows in ('both', 'original', 'packaged')),
        key text not null,
        size integer not null,
        file_id text,
        file_bot_id bigint
      );
      comment on table picture is
        'What a verdict shows: both photos side by side, or the only one. A key never changes, since the clean-up of the photo store leans on it.';
    `);
  }

  override down(): void {
    this.addSql('drop table picture;');
  }
}
