import { describe, expect, test } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import { SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { AppError } from '../../src/errors.ts';
import { RUNS_PER_ATTEMPT } from '../../src/session/operate.ts';
import { listSessions, retrySession, type SessionSummary } from '../../src/session/operator.ts';
import { addCard, photo, text } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

/** Brings an admin to where storing the original photo failed, for good reason or for none. */
async function failToStore(adminId: number, error: Error): Promise<void> {
  stage.staged.replace('storeOriginal', () => Promise.reject(error));
  await stage.go(adminId, addCard(), photo());
  stage.staged.reset();
}

function retry(adminId: number) {
  return retrySession(stage.session, adminId);
}

async function summaryOf(adminId: number): Promise<SessionSummary | undefined> {
  return (await listSessions(stage.database, adminSessions)).find(
    (summary) => summary.adminId === adminId,
  );
}

describe('the list of sessions', () => {
  test('tells where each admin is, and what is still to be done', async () => {
    await stage.go(admin, addCard());
    await stage.take(admin, photo());
    expect(await summaryOf(admin)).toEqual({
      adminId: admin,
      state: 'addCard.storingOriginal',
      failure: null,
      child: 'storeOriginal',
      run: 0,
      isBehind: true,
      setAsideAt: null,
      updatedAt: expect.any(Date),
    });
  });

  test('calls a state of the first level by its name', async () => {
    await stage.go(admin, { type: 'HOME' });
    expect(await summaryOf(admin)).toMatchObject({ state: 'home' });
  });

  test('tells how an operation failed', async () => {
    await failToStore(admin, new AppError('store_unavailable', 'the store is away'));
    expect(await summaryOf(admin)).toMatchObject({
      state: 'addCard.originalFailed',
      failure: 'store_unavailable',
      child: null,
      isBehind: false,
      setAsideAt: null,
    });
  });

  test('begins with what was given up, and holds no texts of people', async () => {
    await stage.go(admin, addCard(), photo(), text('A secret name'));
    const givenUp = stage.newAdmin();
    await failToStore(givenUp, new Error('a fault of ours'));
    const [first] = await listSessions(stage.database, adminSessions);
    expect(first).toMatchObject({
      adminId: givenUp,
      failure: 'gave_up',
      setAsideAt: expect.any(Date),
    });
    expect(JSON.stringify(await listSessions(stage.database, adminSessions))).not.toContain(
      'secret',
    );
  });

  test.each([
    '{"value": 7}',
    '[]',
    '"nonsense"',
    '{"value": {"addCard": {"x": 1}}}',
  ])('is not stopped by a session that is broken: %s', async (broken) => {
    await stage.go(admin, addCard());
    await stage.rows('update admin_session set snapshot = ?::jsonb where admin_id = ?', [
      broken,
      admin,
    ]);
    expect(await summaryOf(admin)).toMatchObject({ adminId: admin, state: expect.any(String) });
  });
});

describe('trying again for an admin', () => {
  test('runs the operation that was given up as a new attempt, with five new runs', async () => {
    await failToStore(admin, new Error('a fault of ours'));
    expect(await retry(admin)).toEqual({ type: 'retried', state: 'addCard.storingOriginal' });
    expect(await stage.row(admin)).toMatchObject({ attempt: 2, run: 0, setAsideAt: null });
    await stage.operateAll(admin);
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'addCard.name', showOn: null });
  });

  test('that fails as before is given up as before', async () => {
    await failToStore(admin, new Error('a fault of ours'));
    await retry(admin);
    stage.staged.replace('storeOriginal', () => Promise.reject(new Error('the same fault')));
    await stage.operateAll(admin);
    expect(stage.staged.runs).toHaveLength(RUNS_PER_ATTEMPT);
    expect(await summaryOf(admin)).toMatchObject({
      failure: 'gave_up',
      setAsideAt: expect.any(Date),
    });
  });

  test('asked for twice at once begins one attempt', async () => {
    await failToStore(admin, new Error('a fault of ours'));
    const retried = await Promise.all([retry(admin), retry(admin)]);
    expect(retried.map(({ type }) => type).toSorted()).toEqual(['nothing', 'retried']);
    expect(await stage.row(admin)).toMatchObject({ attempt: 2 });
  });

  test('does nothing where nothing failed, and makes no session where there is none', async () => {
    await stage.go(admin, addCard());
    const before = await stage.row(admin);
    expect(await retry(admin)).toEqual({ type: 'nothing' });
    expect((await stage.row(admin)).revision).toBe(before.revision);
    const stranger = stage.newAdmin();
    expect(await retry(stranger)).toEqual({ type: 'nothing' });
    expect(await summaryOf(stranger)).toBeUndefined();
  });

  test('leaves alone what a newer program wrote, and what is broken', async () => {
    await failToStore(admin, new Error('a fault of ours'));
    await stage.rows('update admin_session set version = ? where admin_id = ?', [
      SNAPSHOT_VERSION + 1,
      admin,
    ]);
    expect(await retry(admin)).toEqual({ type: 'nothing' });
    await stage.rows("update admin_session set version = 1, snapshot = '{}' where admin_id = ?", [
      admin,
    ]);
    expect(await retry(admin)).toEqual({ type: 'nothing' });
    expect((await stage.row(admin)).snapshot).toEqual({});
  });
});
