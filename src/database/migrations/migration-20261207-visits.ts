import { Migration } from '@mikro-orm/migrations';

/**
 * What a card's checks tell: who checked it, how often and when. A row for each card and person, so that
 * a check finds what that person did before without looking through the log; the sums stand with the
 * card. What was logged before is counted as checks count from now on.
 */
export class Migration20261207Visits extends Migration {
  override up(): void {
    // Nothing may be checked between the count and what goes on from there.
    this.addSql('lock table card, verification in share row exclusive mode;');
    this.addSql(`
      create table card_visitor (
        card_id uuid not null references card (id) on delete cascade,
        person_id bigint not null,
        visits integer not null default 1,
        before_at timestamptz,
        last_at timestamptz not null default now(),
        primary key (card_id, person_id)
      ) with (fillfactor = 80);
      comment on column card_visitor.before_at is 'When the person checked the card before the last time.';
    `);
    this.addSql(`
      alter table card
        add visits integer not null default 0,
        add people integer not null default 0,
        add first_visit_at timestamptz,
        add last_visit_at timestamptz,
        add newcomers timestamptz[] not null default '{}';
      comment on column card.newcomers is
        'When each of the last 50 people checked the card for the first time, in the order of their checks.';
      alter table person add first_visit_at timestamptz;
    `);
    this.addSql(COUNT_VISITORS);
    this.addSql(COUNT_ON_CARDS);
    this.addSql(COUNT_PEOPLE);
    this.addSql('create index card_visitor_person on card_visitor (person_id);');
    this.addSql(`
      create index card_most_visited on card (visits desc, registered_at desc, id desc)
        where visits > 0;
      drop index card_most_checked;
    `);
  }

  override down(): void {
    this.addSql(`
      create index card_most_checked on card (checks desc, registered_at desc, id desc)
        where checks > 0;
      drop index card_most_visited;
      alter table person drop first_visit_at;
      alter table card drop visits, drop people, drop first_visit_at, drop last_visit_at,
        drop newcomers;
      drop table card_visitor;
    `);
  }
}

/** Who has a session is an admin: their checks do not count. */
const BY_CUSTOMERS = 'not exists (select from admin_session where admin_id = person_id)';

/** The first check of each person, by what is named. */
const firstBy = (columns: string) =>
  `select ${columns}, min(at) as at from verification where ${BY_CUSTOMERS} group by ${columns}`;

const COUNT_VISITORS = `
  insert into card_visitor (card_id, person_id, visits, before_at, last_at)
  select card_id, person_id,
    count(*) filter (where before_at is null or at - before_at >= interval '30 minutes'),
    (array_agg(at order by at desc))[2], max(at)
  from (
    select card_id, person_id, at,
      lag(at) over (partition by card_id, person_id order by at) as before_at
    from verification where ${BY_CUSTOMERS}
  ) as one
  group by card_id, person_id;`;

const COUNT_ON_CARDS = `
  with first as materialized (${firstBy('card_id, person_id')}), ranked as (
    select card_id, at, row_number() over (partition by card_id order by at desc) as nth from first
  ), newest as (
    select card_id, array_agg(at order by at) as newcomers from ranked where nth <= 50 group by card_id
  ), begun as (
    select card_id, min(at) as at from first group by card_id
  ), counted as (
    select card_id, sum(visits) as visits, count(*) as people, max(last_at) as last_at
    from card_visitor group by card_id
  )
  update card set visits = counted.visits, people = counted.people,
    first_visit_at = begun.at, last_visit_at = counted.last_at, newcomers = newest.newcomers
  from counted join newest using (card_id) join begun using (card_id)
  where card.id = counted.card_id;`;

const COUNT_PEOPLE = `
  update person set first_visit_at = first.at
  from (${firstBy('person_id')}) as first
  where person.id = first.person_id;`;
