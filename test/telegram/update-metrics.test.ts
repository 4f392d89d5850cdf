import { expect, test } from 'vitest';
import type { Intent } from '../../src/telegram/routing.ts';
import { kindOfIntent } from '../../src/telegram/update-metrics.ts';

const asking = { person: {}, topic: null };
const replies = { kindOf: ({ kind }: { kind: string }) => ({ label: `label of ${kind}` }) };

test.each<[object, string]>([
  [{ type: 'session', ...asking }, 'session'],
  [{ type: 'reply', ...asking, reply: { kind: 'hint' } }, 'label of hint'],
  [{ type: 'ask', ...asking, reply: { kind: 'whole' } }, 'label of whole'],
  [{ type: 'ask', ...asking, reply: 'stale' }, 'reply'],
  [{ type: 'refuse', ...asking }, 'other'],
  [{ type: 'blocked', personId: 7 }, 'other'],
  [{ type: 'ignore' }, 'other'],
])('an update that leads to %j is counted as %s', (intent, kind) => {
  expect(kindOfIntent(intent as Intent, replies as never)).toBe(kind);
});
