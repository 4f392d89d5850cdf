/** How often each card was checked. */
const CHECKS = 10;

/**
 * Fills an empty database with so many cards, as many people, two photos and a picture for each card and ten checks
 * of each card. Triggers count the cards; for the checks they are off, since foreign keys that hold
 * by the way the rows are made need not be looked up ten million times.
 */
export function fillSql(cards: number): string {
  return `
    insert into card (id, code, name, description, status, checks, registered_by, registered_at)
    select gen_random_uuid(), substr(upper(md5(n::text)), 1, 16), 'Dragon ' || n, 'Near mint.', 'active',
      ${CHECKS}, 1, now() - make_interval(secs => n)
    from generate_series(1, ${cards}) as n;
    insert into person (id, first_name, messages)
    select n, 'Vera', ${CHECKS} from generate_series(1, ${cards}) as n;
    set session_replication_role = replica;
    insert into photo (card_id, slot, key, sha256, size, width, height, file_id, file_bot_id)
    select id, slot, 'cards/' || id || '/' || slot, '', 1, 960, 1280, 'file-' || id || slot, 2
    from card, unnest(array['original', 'packaged']) as slot;
    insert into picture (card_id, shows, key, size, file_id, file_bot_id)
    select id, 'both', 'cards/' || id || '/picture', 1, 'file-' || id, 2 from card;
    drop index verification_card;
    insert into verification (bot_id, update_id, card_id, person_id, username, first_name, last_name, at)
    select 1, row_number() over (), id, 1 + (random() * ${cards - 1})::bigint, 'vera', 'Vera', 'Bench',
      registered_at
    from generate_series(1, ${CHECKS}), card;
    set maintenance_work_mem = '512MB';
    create index verification_card on verification (card_id);`;
}
