import { describe, expect, test } from 'vitest';
import { type DurabilityRow, durabilityReport } from './support/reports/durability-report.ts';

const { parse, render, reportOutcome } = durabilityReport;

const ROWS: readonly DurabilityRow[] = [
  { section: 'recovery', cells: ['paused'], outcome: 'no harm' },
  { section: 'crashWindows', cells: ['name', 'after-take'], outcome: 'the same' },
  { section: 'crashWindows', cells: ['original photo', 'after-show (result)'], outcome: 'twice' },
  { section: 'crashWindows', cells: ['original photo', 'before-show'], outcome: 'the same' },
  { section: 'crashWindows', cells: ['original photo', 'after-show'], outcome: 'the same' },
];

describe('the durability document', () => {
  test('has its sections and rows in their own order, in whatever order they are reported', () => {
    const document = render(ROWS);
    expect(render(ROWS.toReversed())).toBe(document);
    const lines = document.split('\n').filter((line) => /^(## |\| (?!---))/.test(line));
    expect(lines).toEqual([
      '## Crash windows',
      '| Step | Killed at | Outcome |',
      '| original photo | before-show | the same |',
      '| original photo | after-show | the same |',
      '| original photo | after-show (result) | twice |',
      '| name | after-take | the same |',
      '## Recovery',
      '| What happens | Outcome |',
      '| paused | no harm |',
    ]);
  });

  test('is read back as it was written, and a newer row replaces the older one of its name', () => {
    const document = render(ROWS);
    expect(render(parse(document))).toBe(document);
    const newer: DurabilityRow = { section: 'recovery', cells: ['paused'], outcome: 'harm' };
    expect(render([...parse(document), newer])).toContain('| paused | harm |');
    expect(parse(render([...ROWS, newer]))).toHaveLength(ROWS.length);
  });

  test('takes no row with too few cells, and none that would break its table', () => {
    expect(() => reportOutcome('crashWindows', 'name', 'the same')).toThrow('2 cells');
    expect(() => reportOutcome('recovery', 'a | b', 'the same')).toThrow('no bars');
  });
});
