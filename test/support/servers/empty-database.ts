import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { createDatabase, dropDatabase, execute } from './postgres.ts';

/** Makes a database without tables for one test. */
export async function emptyDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(inject('postgresUrl'), name);
  onTestFinished(() => dropDatabase(inject('postgresUrl'), name));
  return url;
}

/** Makes a role without rights for one test; `theirs` is the address by which it reaches the database. */
export async function roleOn(url: string): Promise<{ role: string; theirs: string }> {
  const role = `role_${randomBytes(6).toString('hex')}`;
  await execute(url, `create role ${role} login password 'secret'`);
  onTestFinished(async () => {
    await execute(url, `drop owned by ${role} cascade; drop role ${role}`);
  });
  const theirs = new URL(url);
  theirs.username = role;
  theirs.password = 'secret';
  return { role, theirs: theirs.href };
}
