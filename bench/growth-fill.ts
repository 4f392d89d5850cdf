/** How often each card was checked, by somebody else each time. */
const CHECKS = 10;

/** The newest card is one that very many check: a tenth of all people. */
const CROWD = 10;

/**
 * Fills an empty database with so many cards, as many people, two photos and a picture for each card and ten checks
 * of each card, and one card that a tenth of the people checked. Triggers count the cards; for the checks they are
 * off, since foreign keys that hold by the way the rows are made need not be looked up ten million times.
 */
export function fillSql(cards: number): string {
  return `
    insert into card (id, code, name, description, status, checks, visits, people, first_visit_at,
      last_visit_at, newcomers, registered_by, registered_at)
    select gen_random_uuid(), substr(upper(md5(n::text)), 1, 16), 'Dragon ' || n, 'Near mint.', 'active',
      ${CHECKS}, ${CHECKS}, ${CHECKS}, now() - interval '1 year', now() - interval '1 hour',
      array_fill(now() - interval '1 year', array[${CHECKS}]), 1, now() - make_interval(secs => n)
    from generate_series(1, ${cards}) as n;
    insert into person (id, first_name, messages, first_visit_at)
    select n, 'Vera', ${CHECKS}, now() - interval '1 year' from generate_series(1, ${cards}) as n;
    set session_replication_role = replica;
    insert into photo (card_id, slot, key, sha256, size, width, height, file_id, file_bot_id)
    select id, slot, 'cards/' || id || '/' || slot, '', 1, 960, 1280, 'file-' || id || slot, 2
    from card, unnest(array['original', 'packaged']) as slot;
    insert into picture (card_id, shows, key, size, file_id, file_bot_id)
    select id, 'both', 'cards/' || id || '/picture', 1, 'file-' || id, 2 from card;
    drop index verification_card, card_visitor_person;
    insert into verification (bot_id, update_id, card_id, person_id, username, first_name, last_name, at)
    select 1, row_number() over (), id, 1 + (nth + nr * ${CHECKS}) % ${cards}, 'vera', 'Vera', 'Bench',
      registered_at
    from generate_series(1, ${CHECKS}) as nth, (select id, registered_at, row_number() over () as nr from card) as each;
    insert into card_visitor (card_id, person_id, last_at)
    select distinct card_id, person_id, now() - interval '1 hour' from verification;
    insert into card_visitor (card_id, person_id, last_at)
    select card.id, person.id, now() - interval '1 hour'
    from (select id from card order by registered_at desc limit 1) as card,
      (select id from person order by id limit ${Math.ceil(cards / CROWD)}) as person
    on conflict do nothing;
    set session_replication_role = default;
    update card set visits = ${Math.ceil(cards / CROWD)}, people = ${Math.ceil(cards / CROWD)}
    where id = (select id from card order by registered_at desc limit 1);
    set maintenance_work_mem = '512MB';
    create index verification_card on verification (card_id);
    create index card_visitor_person on card_visitor (person_id);`;
}
