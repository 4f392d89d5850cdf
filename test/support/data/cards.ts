import { randomUUID } from 'node:crypto';
import type { CardStatus } from '../../../machines/card-life.ts';
import { createCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { retryWhileAway } from '../../../src/session/while-database-away.ts';

/** Milliseconds. */
const PATIENCE_MS = 60_000;

/** A card as a test puts it straight into the database. */
export interface InsertedCard {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Puts a card without photos into the database; what is not given is made up. */
export async function insertCard(
  database: Database,
  card: {
    readonly id?: string;
    readonly name?: string;
    readonly description?: string;
    readonly status?: CardStatus;
    readonly checks?: number;
    /** How often it was visited today, by so many people; default: never. */
    readonly visits?: number;
    readonly people?: number;
    readonly registeredAt?: Date;
  } = {},
): Promise<InsertedCard> {
  const { name = 'Dragon', description = '', status = 'active', checks = 0 } = card;
  const [id, code] = [card.id ?? randomUUID(), createCode()];
  await database.fork().execute(
    `insert into card (id, code, name, description, status, checks, registered_by, registered_at)
       values (?, ?, ?, ?, ?, ?, 1, ?)`,
    [id, code, name, description, status, checks, card.registeredAt ?? new Date()],
  );
  const { visits = 0, people = visits } = card;
  if (visits > 0) {
    await database
      .fork()
      .execute(
        `update card set visits = ?, people = ?, first_visit_at = now(), last_visit_at = now() where id = ?`,
        [visits, people, id],
      );
  }
  return { id, code, name };
}

/** Runs a query that may run twice, and returns its rows, for what no service of ours reads. A machine that is too busy to connect in time is asked again. */
export async function rowsOf(
  database: Database,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  return retryWhileAway(AbortSignal.timeout(PATIENCE_MS), () =>
    database.fork().execute(sql, values),
  );
}
