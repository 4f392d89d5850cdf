import pino from 'pino';
import { expect, inject, onTestFinished } from 'vitest';
import { createDatabase } from '../../src/database/database.ts';
import { createWriteTrial } from '../../src/database/write-trial.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { execute } from '../support/servers/postgres.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

const KIND = '`/readyz` says the database is well while every write fails';

/** Readiness over a database, looked at a minute later each time. */
async function looking(url: string) {
  const database = await createDatabase(url);
  onTestFinished(() => database.close());
  let now = 0;
  const parts = { log: pino({ level: 'silent' }), metrics: createMetrics(), now: () => now };
  const readiness = createReadiness(parts);
  readiness.add('database', () => database.check());
  readiness.begin();
  return {
    database,
    async look() {
      now += 60_000;
      return (await readiness.report()).parts.database;
    },
  };
}

/** Sets a database so, from another one, and ends the connections that were made before. */
async function turnReadOnly(name: string, isOn: boolean): Promise<void> {
  const server = inject('postgresUrl');
  await execute(server, `alter database ${name} set default_transaction_read_only = ${isOn}`);
  await execute(
    server,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
  );
}

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a server that answers, and lets nothing be written',
    outcome: 'not ready at the next look; ready when it can be written again',
  },
  async () => {
    const { url } = await useTestDatabase();
    const { database, look } = await looking(url);
    expect(await look()).toBe('ok');
    const setReadOnly = (isOn: boolean) => turnReadOnly(new URL(url).pathname.slice(1), isOn);
    await setReadOnly(true);
    const write = { name: 'write', text: 'delete from taken_update' };
    const outcome = () => database.run(write, []).then(() => 'written', String);
    await expect.poll(outcome).toMatch('read-only');
    expect(await look()).toBe('away');
    await setReadOnly(false);
    await expect.poll(look).toBe('ok');
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input:
      'a trial that refuses as a full disk does, though rows still fit into room that is taken',
    outcome: 'not ready, also when nobody writes',
  },
  async () => {
    const { url } = await useTestDatabase();
    const { look } = await looking(url);
    const full = `create function full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`;
    await execute(url, full);
    await execute(
      url,
      'create trigger full_disk before insert on write_trial execute function full_disk()',
    );
    expect(await look()).toBe('away');
    await execute(url, 'drop trigger full_disk on write_trial');
    expect(await look()).toBe('ok');
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a hundred looks in ten seconds at a database that is well',
    outcome: 'one write; one that fails for want of room has the next look ask again',
  },
  async () => {
    let [now, writes] = [0, 0];
    const trial = createWriteTrial(
      async () => void writes++,
      () => now,
    );
    for (; now < 10_000; now += 100) await trial.assertWritable();
    expect(writes).toBe(1);
    await trial.assertWritable();
    expect(writes).toBe(2);
    trial.note(Object.assign(new Error('a value is wrong'), { code: '22021' }));
    await trial.assertWritable();
    expect(writes).toBe(2);
    trial.note(Object.assign(new Error('no room'), { code: '53100' }));
    await trial.assertWritable();
    expect(writes).toBe(3);
  },
);
