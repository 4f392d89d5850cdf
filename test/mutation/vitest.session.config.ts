import { defineConfig } from 'vitest/config';

/** The tests of the durable session, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include: ['test/session/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
