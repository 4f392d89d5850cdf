import pino from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { type UpdateIds, watchUpdateIds } from '../../src/telegram/update-ids.ts';
import { writtenBy } from '../support/data/metrics.ts';

let metrics: Metrics;
let logged: string[];
let ids: UpdateIds;

beforeEach(() => {
  metrics = createMetrics();
  logged = [];
  ids = watchUpdateIds({ metrics, log: pino({}, { write: (line) => void logged.push(line) }) });
});

async function told(): Promise<unknown[]> {
  const { cardseal_update_ids_anew_total: times } = await writtenBy(metrics);
  const lines = logged.map((line) => JSON.parse(line));
  return [times, ...lines.map(({ code, updateId, before }) => [code, updateId, before])];
}

test.each([
  ['rise', [1, 2, 3]],
  ['leap', [117_000_000, 700_000_000]],
  ['come side by side', [700_000_003, 700_000_001, 700_000_002]],
  ['come again', [700_009_000, 700_000_001, 700_009_001]],
])('ids that %s are nothing to tell of', async (_, seen) => {
  for (const id of seen) ids.saw(id);
  expect(await told()).toEqual([0]);
});

test('ids that begin anew are told of, each time once', async () => {
  for (const id of [700_000_000, 117_000_000, 117_000_001, 20_000, 20_001]) ids.saw(id);
  expect(await told()).toEqual([
    2,
    ['update_ids_anew', 117_000_000, 700_000_000],
    ['update_ids_anew', 20_000, 117_000_001],
  ]);
});
