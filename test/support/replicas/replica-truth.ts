import { expect } from 'vitest';
import { createFilePhotoStore } from '../../../src/storage/file-photo-store.ts';
import { rowsOf } from '../data/cards.ts';
import { untilSettled } from '../session/sessions.ts';
import type { ReplicaStage } from './replica-stage.ts';

/** What a run came to, for people to read. */
export interface RunFigures {
  readonly updates: number;
  readonly checks: number;
  readonly cards: number;
  /** Updates that people made and that nobody took. */
  readonly lost: number;
  /** Checks, cards and messages of people that are in the database more often than they happened. */
  readonly doubled: number;
}

/**
 * Waits until all is settled, and finds that the database is what the people did: every update taken
 * and finished, every check counted once, every card made once with both photos in the store, and
 * all of it in each person's order. Fails the test where it is not.
 */
export async function expectTruth(stage: ReplicaStage): Promise<RunFigures> {
  const { database } = stage.postgres;
  await untilSettled(database, 120_000);
  const updates = stage.crowd.people.reduce((sum, person) => sum + person.written(), 0);
  const [taken] = await rowsOf(
    database,
    'select count(*)::int as n, count(finished_at)::int as finished from taken_update',
  );
  const doubled =
    (await doubledMessages(stage)) + (await doubledChecks(stage)) + (await doubledCards(stage));
  await expectOrder(stage);
  await expectPhotos(stage);
  await expectSessions(stage);
  const lost = updates - Number(taken?.n);
  expect({ lost, doubled, finished: taken?.finished }).toEqual({
    lost: 0,
    doubled: 0,
    finished: updates,
  });
  const { added, checked } = stage.ledger;
  return { updates, checks: checked.length, cards: added.length, lost, doubled };
}

/** Compares what is in the database with what happened; returns how much there is beyond it, and fails where something is missing. */
function compare(there: readonly string[], happened: readonly string[]): number {
  const left = new Map<string, number>();
  for (const one of happened) left.set(one, (left.get(one) ?? 0) + 1);
  for (const one of there) left.set(one, (left.get(one) ?? 0) - 1);
  const counts = [...left.entries()];
  expect(counts.filter(([, count]) => count > 0)).toEqual([]);
  return counts.reduce((sum, [, count]) => sum - Math.min(0, count), 0);
}

async function doubledMessages({ crowd, postgres }: ReplicaStage): Promise<number> {
  const rows = await rowsOf(postgres.database, 'select id, messages from person');
  const counted = new Map(rows.map(({ id, messages }) => [Number(id), Number(messages)]));
  const beyond = crowd.people.map((person) => (counted.get(person.id) ?? 0) - person.written());
  expect(beyond.filter((count) => count < 0)).toEqual([]);
  return beyond.reduce((sum, count) => sum + count, 0);
}

async function doubledChecks({ ledger, postgres }: ReplicaStage): Promise<number> {
  const rows = await rowsOf(
    postgres.database,
    `select person_id, card.name from verification join card on card.id = card_id`,
  );
  const wrong = await rowsOf(
    postgres.database,
    `select name from card
     where checks <> (select count(*) from verification where card_id = card.id)`,
  );
  expect(wrong).toEqual([]);
  return compare(
    rows.map(({ person_id, name }) => `${person_id} ${name}`),
    ledger.checked.map(({ customer, card }) => `${customer} ${card.name}`),
  );
}

async function doubledCards({ ledger, postgres }: ReplicaStage): Promise<number> {
  const rows = await rowsOf(
    postgres.database,
    `select registered_by, name, status from card where registered_by <> 1`,
  );
  return compare(
    rows.map(({ registered_by, name, status }) => `${registered_by} ${name} ${status}`),
    ledger.added.map(({ admin, card }) => `${admin} ${card.name} active`),
  );
}

/** Every chat's updates took effect in the order of their ids, which is that in which they were written. */
async function expectOrder({ ledger, postgres }: ReplicaStage): Promise<void> {
  const backwards = await rowsOf(
    postgres.database,
    `select * from (
       select update_id, taken_at, lag(taken_at) over chat as before,
         revision, lag(revision) over chat as revision_before
       from taken_update where admin_id is not null
       window chat as (partition by admin_id order by update_id)
     ) as each where taken_at < before or revision <= revision_before`,
  );
  expect(backwards).toEqual([]);
  const checks = await rowsOf(
    postgres.database,
    `select person_id, card.name from verification join card on card.id = card_id
     order by at, verification.id`,
  );
  const counted = Map.groupBy(checks, ({ person_id }) => Number(person_id));
  for (const [customer, asked] of Map.groupBy(ledger.checked, (check) => check.customer)) {
    const names = (counted.get(customer) ?? []).map(({ name }) => name);
    expect(names).toEqual(asked.map(({ card }) => card.name));
  }
}

/** Every card has both photos in the store, whole, and its picture; there is nothing else. */
async function expectPhotos({ photosDir, postgres, ledger }: ReplicaStage): Promise<void> {
  const store = createFilePhotoStore(photosDir);
  const rows = await rowsOf(postgres.database, 'select key from photo');
  const keys = rows.map(({ key }) => String(key));
  expect(keys).toHaveLength(2 * ledger.added.length);
  for (const key of keys) await store.get(key);
  const stored: string[] = [];
  for await (const { key } of store.list('cards/')) stored.push(key);
  const pictures = await rowsOf(postgres.database, 'select key from picture');
  const named = new Set([...keys, ...pictures.map(({ key }) => String(key))]);
  expect(stored.toSorted()).toEqual([...named].toSorted());
}

async function expectSessions({ postgres, admins }: ReplicaStage): Promise<void> {
  const [sessions] = await rowsOf(
    postgres.database,
    `select count(*)::int as all, count(broken_snapshot)::int as broken,
       count(set_aside_at)::int as set_aside from admin_session`,
  );
  expect(sessions).toEqual({ all: admins.length, broken: 0, set_aside: 0 });
}
