import { defineConfig } from 'vitest/config';

/** The bot as an operator runs it: installed for production, and several processes behind nginx. */
export default defineConfig({
  test: {
    include: ['test/replicas/**/*.test.ts', 'test/shipping/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // On a busy machine 2,200 people take their time.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    maxWorkers: 1,
    reporters: ['default', './test/support/reports/summary-reporter.ts'],
  },
});
