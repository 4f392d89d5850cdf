import { Migration } from '@mikro-orm/migrations';

/**
 * What the statistics are read from, so that they cost the same with a million cards: totals that
 * the database keeps itself, whoever writes, and an index of the cards that were checked most.
 */
export class Migration20261123CardTotals extends Migration {
  override up(): void {
    // Nothing may be written between the first count and the triggers that go on from there.
    this.addSql('lock table card in share row exclusive mode;');
    this.addSql(`
      create table card_total (
        share smallint primary key,
        cards bigint not null default 0,
        active bigint not null default 0,
        drafts bigint not null default 0,
        checks bigint not null default 0
      ) with (fillfactor = 10);
      comment on table card_total is
        'The totals are the sums of all rows. Each connection adds to one of them, so that none waits for another.';
      insert into card_total (share) select generate_series(0, 255);
      update card_total as total set
        cards = counted.cards, active = counted.active, drafts = counted.drafts, checks = counted.checks
      from (
        select count(*) as cards, count(*) filter (where status = 'active') as active,
          count(*) filter (where status = 'draft') as drafts, coalesce(sum(checks), 0) as checks
        from card
      ) as counted
      where total.share = 0;
    `);
    this.addSql(KEEP_TOTALS);
    this.addSql(`
      create trigger card_total_insert after insert on card
        referencing new table as come for each statement execute function keep_card_total();
      create trigger card_total_delete after delete on card
        referencing old table as gone for each statement execute function keep_card_total();
      create trigger card_total_update after update on card
        referencing old table as gone new table as come
        for each statement execute function keep_card_total();
      create trigger card_total_truncate after truncate on card
        for each statement execute function keep_card_total();
    `);
    this.addSql(`
      create index card_most_checked on card (checks desc, registered_at desc, id desc)
        where checks > 0;
    `);
  }

  override down(): void {
    this.addSql(`
      drop index card_most_checked;
      drop trigger card_total_insert on card;
      drop trigger card_total_delete on card;
      drop trigger card_total_update on card;
      drop trigger card_total_truncate on card;
      drop function keep_card_total;
      drop table card_total;
    `);
  }
}

/** Cards and checks in a set of rows that each count for `sign`. */
const sums = (rows: string) => `
  select coalesce(sum(sign), 0) as cards,
    coalesce(sum(sign) filter (where status = 'active'), 0) as active,
    coalesce(sum(sign) filter (where status = 'draft'), 0) as drafts,
    coalesce(sum(sign * checks), 0) as checks
  into change from (${rows}) as counted;`;

const COME = 'select 1 as sign, status, checks from come';
const GONE = 'select -1 as sign, status, checks from gone';

/**
 * Called once for each statement and not for each row, since a row that one transaction changes a
 * million times is walked through a million times.
 */
const KEEP_TOTALS = `
  create function keep_card_total() returns trigger language plpgsql as $$
  declare change record;
  begin
    if tg_op = 'UPDATE' then ${sums(`${COME} union all ${GONE}`)}
    elsif tg_op = 'INSERT' then ${sums(COME)}
    elsif tg_op = 'DELETE' then ${sums(GONE)}
    else
      update card_total set cards = 0, active = 0, drafts = 0, checks = 0;
      return null;
    end if;
    if change.cards <> 0 or change.active <> 0 or change.drafts <> 0 or change.checks <> 0 then
      update card_total set
        cards = cards + change.cards, active = active + change.active,
        drafts = drafts + change.drafts, checks = checks + change.checks
      where share = pg_backend_pid() & 255;
    end if;
    return null;
  end $$;`;
