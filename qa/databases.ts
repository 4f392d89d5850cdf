import { createDatabase } from '../src/database/database.ts';
import type { Databases } from './panel/desk.ts';

const PREFIX = 'qa_play_';

/**
 * Makes a database on a server for each play; those that an earlier run left there are removed first.
 * @param serverUrl any database of the server, whose role may make others
 */
export async function createDatabases(serverUrl: string): Promise<Databases & AsyncDisposable> {
  const server = await createDatabase(serverUrl);
  const run = (sql: string) => server.fork().execute<{ datname: string }[]>(sql);
  const drop = (name: string) => run(`drop database if exists "${name}" with (force)`);
  const left = await run(`select datname from pg_database where datname like '${PREFIX}%'`);
  for (const { datname } of left) await drop(datname);
  let count = 0;
  return {
    async create() {
      count += 1;
      const name = `${PREFIX}${count}`;
      await run(`create database "${name}" template template0`);
      const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
      return { url, drop: async () => void (await drop(name)) };
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
