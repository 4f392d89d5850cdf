import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CardStatus,
  canMove,
  cardMove,
  cardStatus,
  moveOf,
} from '../../../machines/card-life.ts';
import { type CardChange, openedCardSlice } from '../../../machines/parts/opened-card/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { changeCard, loadCard } from '../../../src/features/cards/opened-card.ts';
import { verify } from '../../../src/features/verification/verify.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function addPhoto(cardId: string, slot: 'original' | 'packaged') {
  return rowsOf(
    database,
    `insert into photo (card_id, slot, key, sha256, size, width, height)
     values (?, ?, ?, '', 1, 1, 1)`,
    [cardId, slot, `cards/${cardId}/${slot}`],
  );
}

const ADMIN = 9001;

function changed(
  cardId: string,
  change: CardChange,
  reason: string | null = null,
  seen: CardStatus = 'active',
): ReturnType<typeof changeCard> {
  return database
    .fork()
    .transactional((em) => changeCard(em, { cardId, change, seen, reason }, ADMIN));
}

/** The reason of each change that needs one. */
const why = (change: CardChange) =>
  change !== 'discard' && moveOf(change).needsReason ? 'Returned' : null;

function historyOf(cardId: string) {
  return rowsOf(
    database,
    `select admin_id::int as by, change, status_before as before, status_after as after, reason
     from card_history where card_id = ? order by id`,
    [cardId],
  );
}

describe('opening a card', () => {
  test('reads all that its view shows, fit for the session’s context', async () => {
    const registeredAt = new Date('2026-11-22T10:20:30.123Z');
    const { id, code } = await insertCard(database, { name: 'D', description: 'x', registeredAt });
    await addPhoto(id, 'original');
    const view = await loadCard(database.fork(), id);
    expect(view).toEqual({
      id,
      code,
      name: 'D',
      description: 'x',
      status: 'active',
      checks: 0,
      registeredAt: '2026-11-22T10:20:30.123Z',
      photos: 1,
    });
    const slice = { part: 'openedCard', cardId: id, card: view, change: null, reason: null };
    expect(openedCardSlice.parse(slice)).toEqual(slice);
    await addPhoto(id, 'packaged');
    expect(await loadCard(database.fork(), id)).toMatchObject({ photos: 2 });
  });

  test('that is gone answers null', async () => {
    expect(await loadCard(database.fork(), randomUUID())).toBeNull();
  });
});

const everyMove = cardStatus.options.flatMap((status) =>
  cardMove.options.map((move) => ({ status, move, may: canMove(status, move) })),
);

describe('changing the status of a card', () => {
  test.each(
    everyMove.filter(({ may }) => may),
  )('$status: $move answers the card as it is then, and is in its history', async ({
    status,
    move,
  }) => {
    const { id } = await insertCard(database, { status });
    const { to } = moveOf(move);
    const outcome = await changed(id, move, why(move), status);
    expect(outcome).toMatchObject({ type: 'changed', card: { id, status: to } });
    expect(await historyOf(id)).toEqual([
      { by: ADMIN, change: 'status', before: status, after: to, reason: why(move) },
    ]);
    const [row] = await rowsOf(
      database,
      "select status_at > now() - interval '1 hour' as is_new from card where id = ?",
      [id],
    );
    expect(row).toEqual({ is_new: true });
  });

  test.each(
    everyMove.filter(({ may }) => !may),
  )('$status: $move is not possible, says so and leaves it', async ({ status, move }) => {
    const { id } = await insertCard(database, { status });
    await expect(changed(id, move, why(move), status)).rejects.toMatchObject({
      code: 'card_changed',
    });
    expect(await loadCard(database.fork(), id)).toMatchObject({ status });
    expect(await historyOf(id)).toEqual([]);
  });

  test('by two admins at the same moment is made by one of them', async () => {
    const { id } = await insertCard(database);
    const both = [changed(id, 'retire', 'Destroyed'), changed(id, 'markStolen', 'Stolen')];
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await historyOf(id)).toHaveLength(1);
  });

  test('is not made without the reason that it needs', async () => {
    const { id } = await insertCard(database);
    await expect(changed(id, 'retire')).rejects.toThrow('without a reason');
    expect(await loadCard(database.fork(), id)).toMatchObject({ status: 'active' });
  });

  test.each(cardMove.options)('of one that is gone says so: %s', async (move) => {
    expect(await changed(randomUUID(), move, why(move))).toEqual({ type: 'gone' });
  });

  test('is in a history that nobody can rewrite', async () => {
    const { id } = await insertCard(database);
    await changed(id, 'suspend', 'Returned');
    const rewrite = database
      .fork()
      .execute("update card_history set reason = 'Nothing' where card_id = ?", [id]);
    await expect(rewrite).rejects.toThrow('only added to');
    const other = database
      .fork()
      .execute("update card_history set admin_id = 0, reason = 'Nothing' where card_id = ?", [id]);
    await expect(other).rejects.toThrow('only added to');
    await rowsOf(database, 'update card_history set admin_id = 0 where card_id = ?', [id]);
  });
});

describe('discarding a draft', () => {
  test('removes it with its photos and checks, and again is as good as once', async () => {
    const { id, code } = await insertCard(database, { status: 'draft' });
    await addPhoto(id, 'original');
    const person = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };
    await verify(database, { id: { botId: 1, updateId: 1 }, person, code, payload: {} });
    const discard = () => changed(id, 'discard');
    expect(await discard()).toEqual({ type: 'discarded' });
    expect(await discard()).toEqual({ type: 'discarded' });
    for (const table of ['card', 'photo', 'verification', 'card_visitor', 'card_history']) {
      const column = table === 'card' ? 'id' : 'card_id';
      expect(await rowsOf(database, `select 1 from ${table} where ${column} = ?`, [id])).toEqual(
        [],
      );
    }
  });

  test.each(cardStatus.exclude(['draft']).options)('keeps a card that is %s', async (status) => {
    const { id } = await insertCard(database, { status });
    expect(await changed(id, 'discard')).toEqual({ type: 'not_a_draft' });
    expect(await loadCard(database.fork(), id)).not.toBeNull();
  });
});
