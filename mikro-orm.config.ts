import { defineConfig } from '@mikro-orm/postgresql';
import { schemaOf } from './src/database/database.ts';
import { databaseOptions } from './src/database/options.ts';

/** For the MikroORM command line; the bot builds the same options from its own configuration. */
const url = process.env.DATABASE_URL ?? '';

export default async () =>
  defineConfig(databaseOptions(url === '' ? { url } : { url, schema: await schemaOf(url) }));
