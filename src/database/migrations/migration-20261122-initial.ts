import { Migration } from '@mikro-orm/migrations';

/** The first schema. */
export class Migration20261122Initial extends Migration {
  override up(): void {
    this.addSql(`
      create table card (
        id uuid primary key,
        code text not null unique,
        name text not null check (length(name) between 1 and 4096),
        description text not null check (length(description) <= 4096),
        status text not null check (status in ('draft', 'active', 'deactivated')),
        checks integer not null default 0,
        registered_at timestamptz not null default now(),
        registered_by bigint not null
      ) with (fillfactor = 80);
      create index card_newest_first on card (registered_at desc, id desc);
    `);
    this.addSql(`
      create table photo (
        card_id uuid not null references card (id) on delete cascade,
        slot text not null check (slot in ('original', 'packaged')),
        key text not null,
        sha256 text not null,
        size integer not null,
        width integer not null,
        height integer not null,
        file_id text,
        file_bot_id bigint,
        primary key (card_id, slot)
      );
    `);
    this.addSql(`
      create table verification (
        bot_id bigint not null,
        update_id bigint not null,
        card_id uuid not null references card (id) on delete cascade,
        person_id bigint not null,
        username text,
        first_name text not null,
        last_name text,
        at timestamptz not null default now(),
        primary key (bot_id, update_id)
      );
      create index verification_card on verification (card_id);
    `);
    this.addSql(`
      create table person (
        id bigint primary key,
        first_name text not null,
        last_name text,
        username text,
        language_code text,
        first_seen timestamptz not null default now(),
        last_seen timestamptz not null default now(),
        messages integer not null default 0,
        blocked_at timestamptz,
        unknown_at timestamptz[] not null default '{}'
      ) with (fillfactor = 80);
    `);
    this.addSql(`
      create table taken_update (
        bot_id bigint not null,
        update_id bigint not null,
        payload jsonb,
        admin_id bigint,
        revision integer,
        taken_at timestamptz not null default now(),
        due_at timestamptz,
        finished_at timestamptz,
        primary key (bot_id, update_id)
      ) with (fillfactor = 80);
      create index taken_update_unfinished on taken_update (taken_at) where finished_at is null;
      create index taken_update_age on taken_update using brin (taken_at);
    `);
    this.addSql(`
      create table admin_session (
        admin_id bigint primary key,
        version integer not null,
        snapshot jsonb not null,
        broken_snapshot jsonb,
        language text,
        revision integer not null default 0,
        shown_revision integer not null default 0,
        show_on_message bigint,
        screen_message bigint,
        last_press text,
        delivered jsonb not null default '[]',
        due_at timestamptz,
        child text,
        operation text,
        attempt integer not null default 0,
        run integer not null default 0,
        set_aside_at timestamptz,
        updated_at timestamptz not null default now()
      ) with (fillfactor = 70);
    `);
  }

  override down(): void {
    this.addSql('drop table admin_session, taken_update, person, verification, photo, card;');
  }
}
