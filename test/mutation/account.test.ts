import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accountFor, equivalentsSchema } from './account.ts';
import { readReport } from './report.ts';

const source = ['const a = one(1);', '  if (a) {', '    two();', '  }'].join('\n');

function report(statuses: readonly string[]): string {
  const at = (line: number, column: number) => ({ line, column });
  const places = [
    { location: { start: at(1, 11), end: at(1, 17) }, replacement: 'one(2)' },
    { location: { start: at(2, 10), end: at(4, 4) }, replacement: '{}' },
  ];
  const mutants = places.map((place, index) => ({ ...place, status: statuses[index] }));
  return JSON.stringify({ files: { 'a.ts': { source, mutants } } });
}

const entry = {
  file: 'a.ts',
  line: 'if (a) {',
  code: '{ two(); }',
  becomes: '{}',
  reason: 'two does nothing that anybody could see',
};

test('a report tells what was changed, and where', () => {
  const { reason: _, ...second } = entry;
  expect(readReport(report(['Killed', 'Survived']))).toEqual([
    {
      file: 'a.ts',
      line: 'const a = one(1);',
      lineNumber: 1,
      code: 'one(1)',
      becomes: 'one(2)',
      status: 'Killed',
    },
    { ...second, lineNumber: 2, status: 'Survived' },
  ]);
});

test.each([
  'Survived',
  'NoCoverage',
])('a mutant that is %s must be found or explained', (status) => {
  const mutants = readReport(report(['Killed', status]));
  expect(accountFor(mutants, [])).toMatchObject({
    mutants: 2,
    found: 1,
    equivalent: 0,
    unexplained: [{ code: '{ two(); }' }],
    score: '50.0',
  });
  expect(accountFor(mutants, [entry])).toMatchObject({
    found: 1,
    equivalent: 1,
    unexplained: [],
    outdated: [],
    score: '100.0',
  });
});

test('an explanation that nothing needs any more is named, unless its file was not mutated', () => {
  const mutants = readReport(report(['Killed', 'Timeout']));
  expect(accountFor(mutants, [entry]).outdated).toEqual([entry]);
  expect(accountFor(mutants, [{ ...entry, file: 'b.ts' }]).outdated).toEqual([]);
});

test('every explanation is about a line that is there', () => {
  const listed = readFileSync(new URL('equivalent.json', import.meta.url), 'utf8');
  for (const { file, line, reason } of equivalentsSchema.parse(JSON.parse(listed))) {
    const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n');
    expect(
      lines.map((each) => each.trim()),
      reason,
    ).toContain(line);
  }
});
