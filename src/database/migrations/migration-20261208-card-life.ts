import { Migration } from '@mikro-orm/migrations';

/**
 * A card's life: more statuses, since when it has the one that it has, and a history of who changed
 * what, when and why. What was switched off is under review. A process of an older version goes on
 * writing `deactivated`, which means the same.
 */
export class Migration20261208CardLife extends Migration {
  override up(): void {
    this.addSql(`
      alter table card drop constraint card_status_check;
      update card set status = 'suspended' where status = 'deactivated';
      alter table card add constraint card_status_check
        check (status in ('draft', 'active', 'suspended', 'stolen', 'retired'));
      alter table card add status_at timestamptz;
      comment on column card.status_at is
        'Since when the card has its status; null where that was before this was kept.';
    `);
    this.addSql(`
      create function call_deactivated_suspended() returns trigger language plpgsql as $$
      begin
        new.status := 'suspended';
        return new;
      end $$;
      create trigger card_deactivated before insert or update of status on card
        for each row when (new.status = 'deactivated') execute function call_deactivated_suspended();
    `);
    this.addSql(`
      create table card_history (
        id bigint generated always as identity primary key,
        card_id uuid not null references card (id) on delete cascade,
        at timestamptz not null default now(),
        admin_id bigint not null,
        change text not null check (change in ('registered', 'status')),
        status_before text,
        status_after text,
        reason text check (length(reason) between 1 and 4096)
      );
      create index card_history_newest on card_history (card_id, id desc);
      insert into card_history (card_id, at, admin_id, change)
      select id, registered_at, registered_by, 'registered' from card order by registered_at;
    `);
    this.addSql(`
      create function refuse_to_rewrite() returns trigger language plpgsql as $$
      begin
        raise exception 'the history of a card is only added to';
      end $$;
      create trigger card_history_only_grows before update on card_history
        for each row when (
          new.admin_id <> 0 or
          (old.id, old.card_id, old.at, old.change, old.status_before, old.status_after, old.reason)
            is distinct from
          (new.id, new.card_id, new.at, new.change, new.status_before, new.status_after, new.reason)
        ) execute function refuse_to_rewrite();
    `);
  }

  override down(): void {
    this.addSql(`
      drop table card_history;
      drop function refuse_to_rewrite;
      drop trigger card_deactivated on card;
      drop function call_deactivated_suspended;
      alter table card drop status_at;
      alter table card drop constraint card_status_check;
      update card set status = 'deactivated' where status in ('suspended', 'stolen', 'retired');
      alter table card add constraint card_status_check
        check (status in ('draft', 'active', 'deactivated'));
    `);
  }
}
