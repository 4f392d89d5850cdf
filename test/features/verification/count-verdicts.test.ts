import { expect, test } from 'vitest';
import {
  countVerdict,
  startVerdictsAtZero,
} from '../../../src/features/verification/count-verdicts.ts';
import type { Verdict, VerdictCard } from '../../../src/features/verification/verdict.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';

const found = (status: VerdictCard['status']) =>
  ({ type: 'found', card: { status } }) as unknown as Verdict;

test('each verdict is counted by its name, and all of them from the start', async () => {
  const metrics = createMetrics();
  const counted = async () =>
    Object.fromEntries(
      (await metrics.verifications.get()).values.map(({ labels, value }) => [
        labels.verdict,
        value,
      ]),
    );
  startVerdictsAtZero(metrics);
  const none = {
    ...{ draft: 0, active: 0, suspended: 0, stolen: 0, retired: 0 },
    ...{ unknown: 0, limited: 0, mistyped: 0 },
  };
  expect(await counted()).toEqual(none);
  countVerdict(metrics, found('draft'));
  countVerdict(metrics, found('active'));
  countVerdict(metrics, found('active'));
  countVerdict(metrics, found('suspended'));
  countVerdict(metrics, { type: 'unknown' });
  countVerdict(metrics, { type: 'limited', until: new Date(), seconds: 5 });
  countVerdict(metrics, 'mistyped');
  const all = {
    ...{ draft: 1, active: 2, suspended: 1, stolen: 0, retired: 0 },
    ...{ unknown: 1, limited: 1, mistyped: 1 },
  };
  expect(await counted()).toEqual(all);
});
