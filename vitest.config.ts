import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/durability/**', 'test/replicas/**', 'test/shipping/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Nothing here takes half a minute; a machine that is busy with other work may need more.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 25_000 } },
    // One more than the cores that CI has: a file waits a good part of its time for programs that it started.
    maxWorkers: 3,
    // In CI a test that fails is run once more, and named when it passes then: see the summary.
    retry: process.env.CI === undefined ? 0 : 1,
    reporters: [
      'default',
      './test/support/reports/summary-reporter.ts',
      './test/support/reports/field-reporter.ts',
    ],
  },
});
