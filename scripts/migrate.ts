import { createConfig } from '../src/config.ts';
import { createDatabase } from '../src/database/database.ts';
import { readEnvironment } from '../src/process/environment.ts';

/** Brings the schema of DATABASE_URL up to date. The bot does so itself at every start; this is for doing it beforehand. */
const config = createConfig(readEnvironment());
if (config.database.kind !== 'url') {
  console.error('Set DATABASE_URL: the embedded PostgreSQL is migrated when the bot starts.');
  process.exit(1);
}
const database = await createDatabase(config.database.url);
await database.migrate();
await database.close();
console.log('The schema is up to date.');
