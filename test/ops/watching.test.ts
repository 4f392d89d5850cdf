import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Gauge, Histogram, type Metric } from 'prom-client';
import { describe, expect, type TestContext, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { watchProcess } from '../../src/metrics/watch-process.ts';

/** What Prometheus itself adds to all that it scrapes, and what functions make of it. */
const LABELS_OF_PROMETHEUS = ['job', 'instance', 'le'];

const root = new URL('../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

const alerts = read('ops/alerts.yml');
const operations = read('docs/operations.md');
const dashboard = z
  .object({
    panels: z.array(
      z.object({
        title: z.string(),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
  })
  .parse(JSON.parse(read('ops/grafana-dashboard.json')));

const { registry } = createProcessMetrics();
/** Every series that `/metrics` may have, with the metric that it is of. */
const series = new Map(
  registry.getMetricsAsArray().flatMap(({ name }) => {
    const metric = registry.getSingleMetric(name);
    return metric === undefined
      ? []
      : seriesOf(name, metric).map((each) => [each, metric] as const);
  }),
);

function createProcessMetrics() {
  const metrics = createMetrics();
  watchProcess(metrics);
  return metrics;
}

function seriesOf(name: string, metric: Metric): string[] {
  return metric instanceof Histogram ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

function labelsOf(metric: Metric | undefined): string[] {
  return metric !== undefined && 'labelNames' in metric
    ? z.array(z.string()).parse(metric.labelNames)
    : [];
}

/** The series that an expression names, each with the labels that it asks for. */
function namedIn(expression: string): { name: string; labels: string[] }[] {
  const found = expression.matchAll(/\b((?:cardseal|nodejs|process)_\w+)(?:\{([^}]*)\})?/g);
  return [...found].map(([, name = '', selectors = '']) => ({
    name,
    labels: [...selectors.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label = '']) => label),
  }));
}

function expectKnown(expression: string): void {
  for (const { name, labels } of namedIn(expression)) {
    expect([...series.keys()]).toContain(name);
    const known = [...labelsOf(series.get(name)), ...LABELS_OF_PROMETHEUS];
    for (const label of labels) expect(known, `labels of ${name}`).toContain(label);
  }
}

/** Runs Prometheus's own tool; resolves to what it says, whether it is content or not. */
async function promtool({ skip }: TestContext, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('promtool', args, { cwd: fileURLToPath(root) });
    return stdout;
  } catch (error) {
    const failed = z.object({ code: z.unknown(), stdout: z.string().catch('') }).parse(error);
    if (failed.code === 'ENOENT') skip('promtool is missing: .ci/run installs it');
    return failed.stdout;
  }
}

const alertNames = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
const targets = dashboard.panels.flatMap(({ title, targets: all }) =>
  all.map(({ expr }) => ({ title, expr })),
);

describe('the alerts', () => {
  test('name only metrics and labels that there are', () => {
    expect(alertNames.length).toBeGreaterThan(10);
    expect(namedIn(alerts).length).toBeGreaterThan(10);
    expectKnown(alerts);
  });

  test('are each explained in docs/operations.md, and no other is', () => {
    const explained = [...operations.matchAll(/^\| `(Cardseal\w+)` \|/gm)].map(([, name]) => name);
    expect(explained).toEqual(alertNames);
  });

  test('are rules as Prometheus reads them', async (context) => {
    expect(await promtool(context, 'check', 'rules', 'ops/alerts.yml')).toContain('SUCCESS');
  });

  test('fire when they should, and not otherwise', async (context) => {
    const tests = 'test/ops/alerts.promtest.yml';
    expect(await promtool(context, 'test', 'rules', tests)).toContain('SUCCESS');
  });
});

describe('the dashboard', () => {
  test.each(targets)('asks only for what there is: $title', ({ expr }) => {
    expect(expr).toMatch(/cardseal|nodejs|process|up\{/);
    expectKnown(expr);
  });
});

describe('docs/operations.md', () => {
  test('tells of every metric of ours, with its labels, and of no other', () => {
    const rows = [...operations.matchAll(/^\| `(cardseal_\w+)` \| ([^|]*) \|/gm)];
    const told = Object.fromEntries(
      rows.map(([, name = '', labels = '']) => [
        name,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      ]),
    );
    const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('cardseal_'));
    expect(told).toEqual(
      Object.fromEntries(ours.map(({ name }) => [name, labelsOf(registry.getSingleMetric(name))])),
    );
  });

  test('gauges of the whole database or of Telegram are never summed over processes', () => {
    const shared = [
      'cardseal_sessions',
      'cardseal_updates_waiting',
      'cardseal_longest_wait_seconds',
      'cardseal_updates_deferred',
      'cardseal_longest_deferral_seconds',
      'cardseal_webhook_pending_updates',
    ];
    for (const name of shared) {
      expect(registry.getSingleMetric(name)).toBeInstanceOf(Gauge);
      for (const text of [alerts, ...targets.map(({ expr }) => expr)]) {
        expect(text).not.toMatch(new RegExp(`\\bsum(?: by \\([^)]*\\))? ?\\(${name}`));
      }
    }
  });
});
