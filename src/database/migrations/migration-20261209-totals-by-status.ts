import { Migration } from '@mikro-orm/migrations';

/**
 * What the statistics tell of statuses and visits, at the same cost with a million cards: cards by
 * status and visits of all time with the totals, the visits of the last thirty days beside them, and the
 * people and unknown codes in rows of their own, since a check of an unknown code has no card to whose
 * total it could be added.
 */
export class Migration20261209TotalsByStatus extends Migration {
  override up(): void {
    this.addSql('lock table card in share row exclusive mode;');
    this.addSql(`
      create table visitor_total (
        share smallint primary key,
        people bigint not null default 0,
        unknown_codes bigint not null default 0
      ) with (fillfactor = 10);
      comment on table visitor_total is
        'The totals are the sums of all rows. A person always adds to the same of them.';
      insert into visitor_total (share, people)
      select share, (select count(*) from person where first_visit_at is not null and id & 255 = share)
      from generate_series(0, 255) as share;
      alter table card_total
        add suspended bigint not null default 0,
        add stolen bigint not null default 0,
        add retired bigint not null default 0,
        add visits bigint not null default 0,
        add recent integer[] not null default array_fill(0, array[30]),
        add recent_day date not null default (now() at time zone 'utc')::date;
      comment on column card_total.recent is
        'The visits of recent_day and of the 29 days before it, by UTC, the newest first.';
    `);
    this.addSql(COUNT_VISITS);
    this.addSql(MOVED_ON);
    this.addSql(KEEP_TOTAL_OF_ONE);
    this.addSql(keepTotalOfMany(['cards', 'active', 'drafts', 'checks', ...LATER]));
  }

  override down(): void {
    this.addSql(keepTotalOfMany(['cards', 'active', 'drafts', 'checks']));
    this.addSql(KEEP_TOTAL_OF_ONE_BEFORE);
    this.addSql(`
      drop function visits_moved_on;
      alter table card_total drop visits, drop recent, drop recent_day,
        drop suspended, drop stolen, drop retired;
      drop table visitor_total;
    `);
  }
}

/** Of the days, the checks of the log that began a visit; of all time, what the cards say. */
const COUNT_VISITS = `
  with by_day as (
    select (now() at time zone 'utc')::date - (at at time zone 'utc')::date as ago, count(*)::int as visits
    from (
      select at, lag(at) over (partition by card_id, person_id order by at) as before_at
      from verification
      where at > now() - interval '32 days'
        and not exists (select from admin_session where admin_id = person_id)
    ) as one
    where before_at is null or at - before_at >= interval '30 minutes'
    group by 1
  )
  update card_total set visits = (select coalesce(sum(visits), 0) from card),
    suspended = (select count(*) from card where status = 'suspended'),
    recent = array(
      select coalesce(visits, 0) from generate_series(0, 29) as day left join by_day on ago = day
      order by day
    )
  where share = 0;`;

/** The days of `recent` as they stand on another day: days without a visit are 0, and what is older goes. A clock that goes back moves nothing. */
const MOVED_ON = `
  create function visits_moved_on(recent integer[], since date, today date) returns integer[]
  language sql immutable as $$
    select case
      when today <= since then recent
      else (array_fill(0, array[least(today - since, 30)]) || recent)[1:30]
    end
  $$;`;

/** The totals that came with this migration. */
const LATER = ['suspended', 'stolen', 'retired', 'visits'];

const STATUS_AND_CHECKS = `
  active = active + (new.status = 'active')::int - (old.status = 'active')::int,
  drafts = drafts + (new.status = 'draft')::int - (old.status = 'draft')::int,
  checks = checks + new.checks - old.checks`;

const STATUSES = ['suspended', 'stolen', 'retired']
  .map(
    (status) =>
      `${status} = ${status} + (new.status = '${status}')::int - (old.status = '${status}')::int`,
  )
  .join(', ');

const KEEP_TOTAL_OF_ONE = `
  create or replace function keep_card_total_of_one() returns trigger language plpgsql as $$
  declare
    today date := (now() at time zone 'utc')::date;
    days integer[];
  begin
    if new.visits <> old.visits then
      select visits_moved_on(recent, recent_day, today) into days from card_total
        where share = uuid_hash(new.id) & 255 for no key update;
      days[1] := days[1] + new.visits - old.visits;
      update card_total set ${STATUS_AND_CHECKS}, ${STATUSES},
        visits = visits + new.visits - old.visits, recent = days, recent_day = today
      where share = uuid_hash(new.id) & 255;
    elsif new.checks <> old.checks or new.status <> old.status then
      update card_total set ${STATUS_AND_CHECKS}, ${STATUSES} where share = uuid_hash(new.id) & 255;
    end if;
    return null;
  end $$;`;

const KEEP_TOTAL_OF_ONE_BEFORE = `
  create or replace function keep_card_total_of_one() returns trigger language plpgsql as $$
  begin
    if new.checks <> old.checks or new.status <> old.status then
      update card_total set ${STATUS_AND_CHECKS} where share = uuid_hash(new.id) & 255;
    end if;
    return null;
  end $$;`;

/** What each of the totals adds of a row; `sign` is 1 for one that came, -1 for one that went. */
const OF_A_ROW: Readonly<Record<string, string>> = {
  cards: 'sum(sign)',
  active: "sum(sign) filter (where status = 'active')",
  drafts: "sum(sign) filter (where status = 'draft')",
  suspended: "sum(sign) filter (where status = 'suspended')",
  stolen: "sum(sign) filter (where status = 'stolen')",
  retired: "sum(sign) filter (where status = 'retired')",
  checks: 'sum(sign * checks)',
  visits: 'sum(sign * visits)',
};

/** Cards that come or go, many at a time. The days keep the visits of a draft that is discarded. */
function keepTotalOfMany(totals: readonly string[]): string {
  const sums = totals.map((total) => `coalesce(${OF_A_ROW[total]}, 0) as ${total}`).join(', ');
  const sumsOf = (sign: number, rows: string) =>
    `select ${sums} into change from (select ${sign} as sign, * from ${rows}) as counted;`;
  return `
  create or replace function keep_card_total() returns trigger language plpgsql as $$
  declare change record;
  begin
    if tg_op = 'INSERT' then ${sumsOf(1, 'come')}
    elsif tg_op = 'DELETE' then ${sumsOf(-1, 'gone')}
    else
      update card_total set ${totals.map((total) => `${total} = 0`).join(', ')};
      return null;
    end if;
    if change.cards <> 0 then
      update card_total set
        ${totals.map((total) => `${total} = ${total} + change.${total}`).join(', ')}
      where share = pg_backend_pid() & 255;
    end if;
    return null;
  end $$;`;
}
