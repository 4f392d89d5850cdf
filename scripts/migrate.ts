import { createConfig } from '../src/config.ts';
import { createDatabase } from '../src/database/database.ts';
import { explainFailure } from '../src/database/refusal.ts';
import { AppError } from '../src/errors.ts';
import { readEnvironment } from '../src/process/environment.ts';

/** Brings the schema of DATABASE_URL up to date. The bot does so itself at every start; this is for doing it beforehand. */
async function migrate(): Promise<void> {
  const config = createConfig(readEnvironment());
  if (config.database.kind !== 'url') {
    throw new AppError(
      'no_database',
      'Set DATABASE_URL: the embedded PostgreSQL is migrated when the bot starts.',
    );
  }
  const database = await createDatabase(config.database.url);
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
  console.log('The schema is up to date.');
}

try {
  await migrate();
} catch (error) {
  const line = explainFailure(error);
  if (line === null) throw error;
  console.error(line);
  process.exitCode = 1;
}
