import { expect, type TestContext } from 'vitest';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { connectAll } from '../support/servers/connected-clients.ts';
import { emptyDatabase } from '../support/servers/empty-database.ts';
import { findPgbouncer, NO_PGBOUNCER, startPgbouncer } from '../support/servers/pgbouncer.ts';

/** Starts one in front of an empty database, or skips the test. */
async function pooled(
  context: TestContext,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const binary = await findPgbouncer();
  if (binary === undefined) context.skip(NO_PGBOUNCER);
  return startPgbouncer(binary ?? '', await emptyDatabase(), settings);
}

fieldCase(
  'database',
  {
    kind: 'refusals for good',
    input: 'PgBouncer in session mode, without ignore_startup_parameters',
    outcome: 'both pools work, twice over: nothing is asked of a pooler that it does not know',
  },
  async (context) => {
    const url = await pooled(context, { pool_mode: 'session', default_pool_size: '20' });
    for (let start = 0; start < 2; start++) {
      expect((await connectAll(url)).length).toBeGreaterThan(2);
    }
  },
);

for (const mode of ['transaction', 'statement']) {
  fieldCase(
    'database',
    {
      kind: 'preconditions that nobody checks',
      input: `PgBouncer in ${mode} mode`,
      outcome: 'one line that says why not, and what to set',
    },
    async (context) => {
      const url = await pooled(context, { pool_mode: mode });
      expect(await failureOf(connectAll(url))).toBe(
        'The database that DATABASE_URL names is behind a pooler in transaction mode, which shares sessions: set pool_mode = session for it (PgBouncer), or name the server itself.',
      );
    },
  );
}

fieldCase(
  'database',
  {
    kind: 'refusals for good',
    input: 'PgBouncer, and options in DATABASE_URL that it does not take',
    outcome: "one line: the pooler's own words and both ways out",
  },
  async (context) => {
    const url = await pooled(context, { pool_mode: 'session' });
    expect(await failureOf(connectAll(`${url}?options=-c%20geqo%3Doff`))).toMatch(
      /^PostgreSQL refuses DATABASE_URL \(SQLSTATE 08P01\): unsupported startup parameter: options\. The pooler refuses a setting .* ignore_startup_parameters\.$/,
    );
  },
);

fieldCase(
  'database',
  {
    kind: 'refusals for good',
    input: 'PgBouncer that knows neither the database nor the password',
    outcome: 'one line each',
  },
  async (context) => {
    const url = await pooled(context, { pool_mode: 'session' });
    const database = new URL(url);
    database.pathname = '/nowhere';
    expect(await failureOf(connectAll(database.href))).toMatch(/^PostgreSQL refuses.*nowhere/);
    const password = new URL(url);
    password.password = 'wrong';
    expect(await failureOf(connectAll(password.href))).toMatch(
      /^PostgreSQL refuses DATABASE_URL .*Check the user and the password/,
    );
  },
);
