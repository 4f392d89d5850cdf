import type { EntityManager } from '@mikro-orm/postgresql';
import type { CardStatus } from '../../../machines/card-life.ts';
import type { CardPage, Cursor, PageRequest } from '../../../machines/parts/cards/slice.ts';

export const CARDS_PER_PAGE = 8;

/** The list shows the beginning of a long name; the whole name stands in the card's own view. */
const LISTED_NAME_UNITS = 128;

interface ListedRow {
  id: string;
  name: string;
  status: CardStatus;
  checks: number;
  at: string;
}

/**
 * Reads one page of the card list, the newest first. A page is found by where it begins, so the
 * last page of a million costs what the first does. The page that reaches the newest card begins
 * with it, and what lies beyond the oldest is the newest again, however many cards came or went
 * since the cursor was given.
 */
export async function listCards(em: EntityManager, page: PageRequest): Promise<CardPage> {
  const towardsNewer = page.from === 'newer';
  const rows = await readRows(em, page, towardsNewer);
  const more = rows.length > CARDS_PER_PAGE;
  const shown = rows.slice(0, CARDS_PER_PAGE);
  if (towardsNewer) shown.reverse();
  const reachedNewest = towardsNewer && !more;
  const nothingOlder = page.from === 'older' && shown.length === 0;
  if (reachedNewest || nothingOlder) return listCards(em, { from: 'newest' });

  const first = shown.at(0);
  const last = shown.at(-1);
  const hasNewer = page.from !== 'newest';
  const hasOlder = towardsNewer || more;
  return {
    items: shown.map(({ id, name, status, checks }) => ({
      id,
      name: beginning(name),
      status,
      checks,
    })),
    newer: first !== undefined && hasNewer ? cursorOf(first) : null,
    older: last !== undefined && hasOlder ? cursorOf(last) : null,
  };
}

function readRows(em: EntityManager, page: PageRequest, ascending: boolean): Promise<ListedRow[]> {
  const sign = ascending ? '>' : '<';
  const direction = ascending ? 'asc' : 'desc';
  const beyond = page.from === 'newest' ? '' : `where (registered_at, id) ${sign} (?, ?)`;
  const values = page.from === 'newest' ? [] : [page.cursor.registeredAt, page.cursor.id];
  return em.execute<ListedRow[]>(
    `select id, name, status, checks, registered_at::text as at from card ${beyond}
     order by registered_at ${direction}, id ${direction} limit ?`,
    [...values, CARDS_PER_PAGE + 1],
  );
}

function cursorOf(row: ListedRow): Cursor {
  return { registeredAt: row.at, id: row.id };
}

function beginning(name: string): string {
  if (name.length <= LISTED_NAME_UNITS) return name;
  return `${name
    .slice(0, LISTED_NAME_UNITS)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}
