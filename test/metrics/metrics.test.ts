import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { watchPools } from '../../src/metrics/watch-pools.ts';
import { writtenBy } from '../support/data/metrics.ts';

test('metrics are written down in the text format of Prometheus', async () => {
  const metrics = createMetrics();
  metrics.operationsGivenUp.inc({ operation: 'registerCard' });
  const { contentType, body } = await metrics.text();
  expect(contentType).toMatch(/^text\/plain/);
  expect(body).toContain('# TYPE cardseal_operations_given_up_total counter');
  expect(body).toContain('cardseal_operations_given_up_total{operation="registerCard"} 1');
});

test('two sets of metrics know nothing of each other', async () => {
  const [first, second] = [createMetrics(), createMetrics()];
  first.operationsGivenUp.inc({ operation: 'registerCard' });
  expect(Object.keys(await writtenBy(second)).join()).not.toContain('registerCard');
});

test('a gauge that was never read is not told', async () => {
  expect(Object.keys(await writtenBy(createMetrics()))).not.toContain('cardseal_updates_waiting');
});

test('gauges are read each time somebody asks', async () => {
  const metrics = createMetrics();
  let waiting = 0;
  metrics.onScrape(() => metrics.updatesWaiting.set(++waiting));
  await metrics.text();
  expect(await writtenBy(metrics)).toMatchObject({ cardseal_updates_waiting: 2 });
});

test('a gauge that cannot be read, or not soon, keeps no other from being told', async () => {
  const metrics = createMetrics();
  metrics.onScrape(() => Promise.reject(new Error('the database is away')));
  metrics.onScrape(() => {
    throw new Error('the database is away');
  });
  metrics.onScrape(() => new Promise(() => {}));
  metrics.onScrape(() => metrics.updatesWaiting.set(7));
  expect(await writtenBy(metrics)).toMatchObject({ cardseal_updates_waiting: 7 });
});

test('pools are told of as they are, and not at all when they are closed', async () => {
  const metrics = createMetrics();
  let jobs: { total: number; idle: number; waiting: number } | null = {
    total: 4,
    idle: 1,
    waiting: 2,
  };
  watchPools(metrics, {
    bot: async () => ({ total: 10, idle: 10, waiting: 0 }),
    jobs: () => jobs,
  });
  const written = await writtenBy(metrics);
  expect(written).toMatchObject({
    'cardseal_pool_connections{pool="bot",state="used"}': 0,
    'cardseal_pool_connections{pool="bot",state="idle"}': 10,
    'cardseal_pool_connections{pool="jobs",state="used"}': 3,
    'cardseal_pool_connections{pool="jobs",state="idle"}': 1,
    'cardseal_pool_connections{pool="jobs",state="waiting"}': 2,
  });
  jobs = null;
  expect(Object.keys(await writtenBy(metrics)).join()).not.toContain('pool="jobs"');
});
