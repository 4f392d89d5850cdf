import { describe, expect, test } from 'vitest';
import { SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { operate } from '../../src/session/operate.ts';
import { addCard, noSignal, photo, text } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

async function store(snapshot: unknown, version = SNAPSHOT_VERSION): Promise<void> {
  await stage.rows('update admin_session set snapshot = ?::jsonb, version = ? where admin_id = ?', [
    JSON.stringify(snapshot),
    version,
    admin,
  ]);
}

async function stored(): Promise<{ snapshot: object; broken_snapshot: unknown }> {
  const [row] = await stage.rows<{ snapshot: object; broken_snapshot: unknown }>(
    'select snapshot, broken_snapshot from admin_session where admin_id = ?',
    [admin],
  );
  if (row === undefined) throw new Error('the admin has no session');
  return row;
}

function laterJobs() {
  return stage.rows(
    `select data, start_after > now() as waits from job
     where name = 'later' and state = 'created' and singleton_key like ?`,
    [`%:${admin}%`],
  );
}

const BROKEN = {
  'an unknown state': { status: 'active', value: 'nowhere', context: {}, children: {} },
  'an empty object': {},
  'a text': 'home',
  null: null,
};

describe('a broken snapshot', () => {
  test.each(
    Object.entries(BROKEN),
  )('that is %s sends the admin home with a word, and is kept', async (_, broken) => {
    await stage.go(admin, { type: 'HOME' });
    await store(broken);
    expect(await stage.take(admin, { type: 'CARDS' })).toBe('taken');
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'home',
      notice: 'session_reset',
      showOn: null,
    });
    expect((await stored()).broken_snapshot).toEqual(broken);
    await stage.go(admin, addCard());
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'addCard.originalPhoto' });
  });

  test('that an operation meets ends the operation', async () => {
    await stage.take(admin, { type: 'CARDS' });
    const key = await stage.key(admin);
    await store({ status: 'active' });
    await operate(stage.session, key, noSignal);
    expect(stage.staged.runs).toEqual([]);
    expect((await stage.row(admin)).child).toBeNull();
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ notice: 'session_reset' });
    expect((await stored()).broken_snapshot).toEqual({ status: 'active' });
  });

  test('that is found when it is to be shown is shown as home', async () => {
    await stage.take(admin, { type: 'HOME' });
    await store({ status: 'stopped' });
    await stage.show(admin);
    await stage.show(admin);
    expect(stage.showing.screens).toMatchObject([{ state: 'home', notice: 'session_reset' }]);
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 2 });
    expect(await stored()).toMatchObject({
      snapshot: { value: 'home' },
      broken_snapshot: { status: 'stopped' },
    });
  });

  test('takes also an update that a session in order would perhaps not want', async () => {
    await stage.go(admin, { type: 'HOME' });
    await store({});
    expect(await stage.take(admin, text('ABCD'), { wantedBy: () => false })).toBe('taken');
  });

  test('is told to the operator without what it holds', async () => {
    await stage.go(admin, { type: 'HOME' });
    await store({ status: 'active', value: 'secret text of a person' });
    await stage.take(admin, { type: 'HOME' });
    const line = stage.logged.findLast((entry) => entry.includes('session was broken'));
    expect(line).toContain(`"adminId":${admin}`);
    expect(stage.logged.join('')).not.toContain('secret text');
  });
});

describe('a snapshot of a newer program', () => {
  const newer = { status: 'active', value: 'future', context: {}, children: {} };

  test('keeps an update from being taken, and is left as it is', async () => {
    await stage.go(admin, { type: 'HOME' });
    await store(newer, SNAPSHOT_VERSION + 1);
    const updateId = stage.nextUpdateId();
    const taking = stage.take(admin, { type: 'HOME' }, { updateId });
    await expect(taking).rejects.toMatchObject({
      code: 'newer_snapshot',
      message: 'a newer program owns this session',
    });
    expect(await stage.rows('select 1 from taken_update where update_id = ?', [updateId])).toEqual(
      [],
    );
    expect(await stored()).toEqual({ snapshot: newer, broken_snapshot: null });
  });

  test('has its screen and its operation left for later', async () => {
    await stage.take(admin, { type: 'CARDS' });
    const key = await stage.key(admin);
    await store(newer, SNAPSHOT_VERSION + 1);
    await stage.show(admin);
    await operate(stage.session, key, noSignal);
    expect(stage.showing.screens).toEqual([]);
    expect(stage.staged.runs).toEqual([]);
    expect(await laterJobs()).toEqual(
      expect.arrayContaining([
        { data: { queue: 'screen', data: { adminId: admin } }, waits: true },
        { data: { queue: 'operate', data: { ...key } }, waits: true },
      ]),
    );
    expect(await stored()).toMatchObject({ snapshot: newer });
  });

  test('that comes while an operation runs is not fed its result', async () => {
    await stage.go(admin, addCard());
    await stage.take(admin, photo());
    const key = await stage.key(admin);
    const { snapshot } = await stored();
    stage.staged.replace('storeOriginal', async (input, context, real) => {
      await store(snapshot, SNAPSHOT_VERSION + 1);
      return real(input, context);
    });
    await operate(stage.session, key, noSignal);
    expect(await stored()).toMatchObject({ snapshot });
    expect(await laterJobs()).toMatchObject([{ data: { queue: 'operate' } }]);
    expect(await stage.row(admin)).toMatchObject({ child: 'storeOriginal', run: 1 });
  });
});

describe('the input of an operation', () => {
  test('outlives the process that began it', async () => {
    await stage.go(admin, addCard());
    await stage.take(admin, photo());
    const inputs: unknown[] = [];
    stage.staged.replace('storeOriginal', (input, context, real) => {
      inputs.push(input);
      return real(input, context);
    });
    await stage.operateAll(admin);
    expect(inputs).toMatchObject([{ photo: { fileId: 'photo-file', kind: 'photo' } }]);
  });
});
