import { beforeEach, expect, test } from 'vitest';
import { sendNeglected } from '../../src/session/net.ts';
import { operate } from '../../src/session/operate.ts';
import { addCard, noSignal, photo } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

beforeEach(async () => {
  await stage.rows('delete from admin_session');
});

/** Loses all jobs, has the net send what is missing, and returns how many sessions it found and what it sent. */
async function neglected() {
  await stage.rows('delete from job');
  const found = await sendNeglected(stage.session);
  const jobs = await stage.rows('select name, data from job order by name, data');
  return { found, jobs };
}

test('a session with nothing left to do is left in peace', async () => {
  await stage.go(admin, addCard());
  expect(await neglected()).toEqual({ found: 0, jobs: [] });
});

test('a screen that is behind is asked for, and no operation where none is waited for', async () => {
  await stage.take(admin, addCard());
  expect(await neglected()).toEqual({
    found: 1,
    jobs: [{ name: 'screen', data: { adminId: admin } }],
  });
});

test('an operation that is waited for is begun again, and no screen where it was shown', async () => {
  await stage.go(admin, addCard());
  await stage.take(admin, photo());
  await stage.show(admin);
  const key = await stage.key(admin);
  expect(await neglected()).toEqual({ found: 1, jobs: [{ name: 'operate', data: key }] });
});

test('each session that is behind gets its jobs', async () => {
  const other = stage.newAdmin();
  await stage.take(other, addCard());
  await stage.take(admin, addCard());
  await stage.operateAll(admin);
  await stage.take(admin, photo());
  const { found, jobs } = await neglected();
  expect(found).toBe(2);
  expect(jobs.map(({ name }) => name)).toEqual(['operate', 'screen', 'screen']);
});

test('an operation that no session waits for keeps no screen from being shown, and comes to nothing', async () => {
  await stage.take(admin, addCard());
  await stage.rows("update admin_session set child = 'fly', operation = '1'");
  const { jobs } = await neglected();
  expect(jobs.map(({ name }) => name).toSorted()).toEqual(['operate', 'screen']);
  await operate(stage.session, await stage.key(admin), noSignal);
  expect(await stage.row(admin)).toMatchObject({ child: 'fly', run: 0 });
});

test('an operation without an id is not begun', async () => {
  await stage.go(admin, addCard());
  await stage.take(admin, photo());
  await stage.rows('update admin_session set operation = null');
  expect(await neglected()).toMatchObject({ found: 1, jobs: [{ name: 'screen' }] });
});
