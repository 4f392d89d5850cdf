import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The walks through all that a session can come to take seconds: few mutants are left for them. */
const SLOW = ['old-snapshots', 'snapshot'];

/** The quick tests first. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rankOf(a) - rankOf(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  if (moduleId.endsWith('/plan.test.ts')) return -1;
  return SLOW.findLastIndex((name) => moduleId.endsWith(`/${name}.test.ts`)) === -1 ? 0 : 1;
}

/** The tests of the machine that need no other process. */
export default defineConfig({
  test: {
    include: ['test/machines/**/*.test.ts'],
    exclude: ['production', 'graph'].map((name) => `test/machines/${name}.test.ts`),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: QuickFirst },
  },
});
