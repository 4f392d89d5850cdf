import { beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { operate, RUNS_PER_ATTEMPT } from '../../src/session/operate.ts';
import { watchBacklog } from '../../src/updates/backlog.ts';
import { deferUpdates } from '../../src/updates/deferred-updates.ts';
import { writtenBy } from '../support/data/metrics.ts';
import { addCard, noSignal, photo } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

beforeAll(async () => {
  watchBacklog(stage.metrics, stage.database);
});

function seen() {
  return writtenBy(stage.metrics);
}

describe('the metrics', () => {
  test('tell how many operations came to what', async () => {
    await stage.go(admin, addCard(), photo());
    stage.staged.replace('storeOriginal', async () => {
      throw new AppError('store_unavailable', 'away');
    });
    await stage.go(stage.newAdmin(), addCard(), photo());
    const counted = await seen();
    expect(counted).toMatchObject({
      'cardseal_operation_seconds_count{operation="storeOriginal",result="done"}': 1,
      'cardseal_operation_seconds_count{operation="storeOriginal",result="failed"}': 1,
    });
    expect(Object.keys(counted).join()).not.toContain('cardseal_operations_retried_total{');
  });

  test('tell of an operation that was begun again, was given up, and is set aside until the admin goes on', async () => {
    stage.staged.replace('storeOriginal', async () => {
      throw new TypeError('a fault of ours');
    });
    await stage.take(admin, addCard());
    await stage.take(admin, photo());
    expect(await seen()).toMatchObject({ 'cardseal_sessions{condition="busy"}': 1 });
    await stage.operateAll(admin);
    await stage.show(admin);
    expect(await seen()).toMatchObject({
      'cardseal_operation_seconds_count{operation="storeOriginal",result="fault"}':
        RUNS_PER_ATTEMPT,
      'cardseal_operations_retried_total{operation="storeOriginal",by="process"}':
        RUNS_PER_ATTEMPT - 1,
      'cardseal_operations_given_up_total{operation="storeOriginal"}': 1,
      'cardseal_sessions{condition="busy"}': 0,
      'cardseal_sessions{condition="set_aside"}': 1,
    });

    stage.staged.reset();
    await stage.take(admin, { type: 'RETRY' });
    const key = await stage.key(admin);
    await stage.operateAll(admin);
    await operate(stage.session, key, noSignal);
    await stage.show(admin);
    expect(await seen()).toMatchObject({
      'cardseal_operations_retried_total{operation="storeOriginal",by="person"}': 1,
      'cardseal_operations_given_up_total{operation="storeOriginal"}': 1,
      'cardseal_sessions{condition="set_aside"}': 0,
    });
  });

  test('tell of updates that are deferred, and for how long', async () => {
    expect(await seen()).toMatchObject({
      cardseal_updates_deferred: 0,
      cardseal_longest_deferral_seconds: 0,
    });
    await deferUpdates(stage.database, 1, [{ id: 1, lane: '7', raw: {} }]);
    await stage.rows("update deferred_update set deferred_at = now() - interval '1 minute'");
    const kept = await seen();
    expect(kept).toMatchObject({ cardseal_updates_deferred: 1 });
    expect(kept.cardseal_longest_deferral_seconds).toBeGreaterThanOrEqual(60);
  });

  test('tell of updates that wait for their answer, and for how long', async () => {
    await stage.take(admin, addCard());
    await stage.rows(
      "update taken_update set taken_at = now() - interval '1 minute' where admin_id = ?",
      [admin],
    );
    const waiting = await seen();
    expect(waiting).toMatchObject({
      cardseal_updates_waiting: 1,
      'cardseal_sessions{condition="behind"}': 1,
    });
    expect(waiting.cardseal_longest_wait_seconds).toBeGreaterThanOrEqual(60);
    await stage.show(admin);
    expect(await seen()).toMatchObject({
      'cardseal_update_answered_seconds_count{kind="session"}': 1,
      cardseal_updates_waiting: 0,
      cardseal_longest_wait_seconds: 0,
      'cardseal_sessions{condition="behind"}': 0,
    });
  });
});
