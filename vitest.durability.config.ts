import { defineConfig } from 'vitest/config';

/** The long suites: processes that are killed, servers that go away, events at random. */
export default defineConfig({
  test: {
    include: ['test/durability/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 8,
    // In CI a test that fails is run once more, and named when it passes then: see the summary.
    retry: process.env.CI === undefined ? 0 : 1,
    reporters: [
      'default',
      './test/support/reports/summary-reporter.ts',
      './test/support/reports/durability-reporter.ts',
    ],
  },
});
