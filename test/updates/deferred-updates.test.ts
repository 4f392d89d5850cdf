import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  claimDeferred,
  deferredLanes,
  deferUpdates,
  purgeDeferredUpdates,
  releaseDeferred,
  removeDeferred,
} from '../../src/updates/deferred-updates.ts';
import { rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

const BOT = 1;

let stage: TestDatabase;
beforeAll(async () => {
  stage = await createTestDatabase();
});
afterAll(() => stage.close());
beforeEach(() => rowsOf(stage.database, 'truncate deferred_update'));

const update = (id: number, lane: string, raw: unknown = { update_id: id }) => ({ id, lane, raw });
const defer = (...updates: ReturnType<typeof update>[]) =>
  deferUpdates(stage.database, BOT, updates);
const claim = (lane: string) => claimDeferred(stage.database, BOT, lane);

/** Takes all of a chat; returns the ids in the order in which they came. */
async function drain(lane: string): Promise<number[]> {
  const ids: number[] = [];
  for (let found = await claim(lane); typeof found === 'object'; found = await claim(lane)) {
    ids.push(found.id.updateId);
    await removeDeferred(stage.database, found.id);
  }
  return ids;
}

describe('updates that are kept', () => {
  test('come chat by chat, in the order in which they were kept, whatever their ids', async () => {
    await defer(update(700, 'b'), update(701, 'a'), update(702, 'b'));
    await defer(update(9, 'b'), update(10, 'a'));
    expect(await deferredLanes(stage.database, BOT)).toEqual(['b', 'a']);
    expect(await drain('b')).toEqual([700, 702, 9]);
    expect(await drain('a')).toEqual([701, 10]);
    expect(await deferredLanes(stage.database, BOT)).toEqual([]);
  });

  test('come as they were, whatever is in them', async () => {
    const raw = { update_id: 1, message: { text: 'a\u0000b\ud800"\\u0000 жж' } };
    await defer(update(1, 'a', raw));
    expect(await claim('a')).toMatchObject({ raw });
  });

  test('stay where they are when they are kept once more, even in one statement', async () => {
    await defer(update(1, 'a'), update(2, 'a'));
    await defer(update(3, 'a'), update(1, 'a'), update(3, 'a'));
    expect(await drain('a')).toEqual([1, 2, 3]);
  });

  test('are of one bot', async () => {
    await defer(update(1, 'a'));
    expect(await deferredLanes(stage.database, 2)).toEqual([]);
    expect(await claimDeferred(stage.database, 2, 'a')).toBe('none');
  });
});

describe('the first update of a chat', () => {
  test('is claimed by one of many at the same moment, until it is released', async () => {
    await defer(update(1, 'a'), update(2, 'a'));
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim('a')));
    const [found, ...more] = claims.filter((one) => typeof one === 'object');
    expect(found).toMatchObject({ id: { updateId: 1 }, tries: 1 });
    expect(more).toEqual([]);
    expect(claims.filter((one) => one === 'elsewhere')).toHaveLength(7);
    await releaseDeferred(stage.database, { botId: BOT, updateId: 1 });
    expect(await claim('a')).toMatchObject({ id: { updateId: 1 }, tries: 2 });
  });

  test('is not waited for while another process is about to claim it', async () => {
    await defer(update(1, 'a'));
    await stage.database.fork().transactional(async (em) => {
      await em.execute('select from deferred_update for update');
      expect(await claim('a')).toBe('elsewhere');
    });
    expect(await claim('a')).toMatchObject({ id: { updateId: 1 }, tries: 1 });
  });

  test.each([
    ['has died', "now() - interval '1 second'"],
    ['had a clock that was put back since', "now() + interval '1 hour'"],
  ])('is free again when its process %s', async (_, until) => {
    await defer(update(1, 'a'));
    await claim('a');
    expect(await claim('a')).toBe('elsewhere');
    await rowsOf(stage.database, `update deferred_update set claimed_until = ${until}`);
    expect(await claim('a')).toMatchObject({ id: { updateId: 1 } });
  });
});

describe('an update that was kept for longer than Telegram delivers it', () => {
  beforeEach(async () => {
    await defer(update(1, 'a'));
    await rowsOf(
      stage.database,
      "update deferred_update set deferred_at = now() - interval '26 hours'",
    );
  });

  test('is not taken any more', async () => {
    expect(await deferredLanes(stage.database, BOT)).toEqual([]);
    expect(await claim('a')).toBe('none');
  });

  test('gives way to one of the same id', async () => {
    await defer(update(2, 'b'), update(1, 'b', { update_id: 1, message: 'new' }));
    expect(await claim('b')).toMatchObject({ id: { updateId: 2 } });
    await removeDeferred(stage.database, { botId: BOT, updateId: 2 });
    expect(await claim('b')).toMatchObject({ raw: { message: 'new' }, tries: 1 });
  });

  test('is purged, and no other', async () => {
    await defer(update(2, 'b'));
    await purgeDeferredUpdates(stage.database);
    expect(await rowsOf(stage.database, 'select lane from deferred_update')).toEqual([
      { lane: 'b' },
    ]);
  });
});
