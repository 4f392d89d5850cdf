import { defineConfig } from '@mikro-orm/postgresql';
import { databaseOptions } from './src/database/options.ts';

/** For the MikroORM command line; the bot builds the same options from its own configuration. */
export default defineConfig(databaseOptions({ url: process.env.DATABASE_URL ?? '' }));
