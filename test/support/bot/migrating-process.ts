import { z } from 'zod';
import { createDatabase } from '../../../src/database/database.ts';

/** A process that brings the database up to date and ends; several are started at the same moment. */
const { DATABASE_URL } = z.object({ DATABASE_URL: z.string() }).parse(process.env);
const database = await createDatabase(DATABASE_URL);
await database.migrate();
await database.close();
