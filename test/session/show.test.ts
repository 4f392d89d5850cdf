import { describe, expect, test } from 'vitest';
import { showScreen } from '../../src/session/show.ts';
import { takeEvent } from '../../src/session/take.ts';
import { addCard, noSignal, text, updateOf } from '../support/session/session-stage.ts';
import { createHeld } from '../support/waiting/held.ts';
import { admin, stage } from './on-stage.ts';

function unfinished(adminId: number) {
  return stage.rows(
    'select update_id from taken_update where admin_id = ? and finished_at is null',
    [adminId],
  );
}

function waitingJobs(queue: string, key: string) {
  return stage.rows<{ data: unknown; start_after: string }>(
    `select data, start_after from job
     where name = ? and singleton_key = ? and state = 'created'`,
    [queue, key],
  );
}

/** What workers of other processes do to jobs that were sent. */
async function dropJobs(): Promise<void> {
  await stage.rows("delete from job where name in ('screen', 'later', 'operate')");
}

describe('a screen', () => {
  test('is shown once, and noted with its message', async () => {
    await stage.take(admin, { type: 'HOME' });
    await stage.show(admin);
    await stage.show(admin);
    expect(stage.showing.screens).toHaveLength(1);
    expect(await stage.row(admin)).toMatchObject({
      revision: 1,
      shownRevision: 1,
      screenMessage: expect.any(Number),
    });
  });

  test('is in the language of the last update', async () => {
    await stage.go(admin, { type: 'HOME' });
    expect(stage.showing.screens).toMatchObject([{ language: 'en' }]);
    const update = updateOf(admin, addCard(), {}, stage.nextUpdateId);
    await takeEvent(stage.session, { ...update, admin: { ...update.admin, languageCode: null } });
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ language: null });
  });

  test('stands for all changes since the last one: only the newest is shown, and all updates are finished', async () => {
    await stage.take(admin, { type: 'HOME' });
    await stage.take(admin, addCard());
    await stage.take(admin, text('hello'));
    expect(await unfinished(admin)).toHaveLength(3);
    await stage.show(admin);
    expect(stage.showing.screens).toMatchObject([{ revision: 3, notice: 'photo_wanted' }]);
    expect(await unfinished(admin)).toEqual([]);
  });

  test('finishes the updates up to its own revision and none that came while it was shown', async () => {
    await stage.take(admin, { type: 'HOME' });
    const late = stage.nextUpdateId();
    stage.showing.showBy(async (request, signal, normally) => {
      await stage.take(admin, addCard(), { updateId: late });
      return normally(request, signal);
    });
    await stage.show(admin);
    expect(await unfinished(admin)).toEqual([{ update_id: String(late) }]);
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 1 });
  });

  test('knows the message that carries the one before', async () => {
    await stage.go(admin, { type: 'HOME' });
    const { screenMessage } = await stage.row(admin);
    await stage.go(admin, addCard());
    expect(stage.showing.screens.at(-1)).toMatchObject({ screenMessage, showOn: null });
    expect((await stage.row(admin)).screenMessage).not.toBe(screenMessage);
  });

  test('that needs no message leaves the one that carries the last', async () => {
    await stage.go(admin, { type: 'HOME' });
    const { screenMessage } = await stage.row(admin);
    stage.showing.showBy(async () => ({ type: 'shown', message: null }));
    await stage.go(admin, addCard());
    expect(await stage.row(admin)).toMatchObject({ shownRevision: 2, screenMessage });
  });

  test('of an admin who cannot be reached counts as shown', async () => {
    await stage.go(admin, { type: 'HOME' });
    const { screenMessage } = await stage.row(admin);
    stage.showing.showBy(async () => ({ type: 'gone' }));
    await stage.take(admin, addCard());
    await stage.show(admin);
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 2, screenMessage });
    expect(await unfinished(admin)).toEqual([]);
  });

  test('of nobody is nothing to show', async () => {
    await stage.show(admin);
    expect(stage.showing.screens).toEqual([]);
  });
});

describe('a messenger that asks to wait', () => {
  test('is left alone until its time has come; then the newest screen is shown', async () => {
    await stage.take(admin, { type: 'HOME' });
    stage.showing.showBy(async () => ({ type: 'due', seconds: 60 }));
    await stage.show(admin);
    stage.showing.reset();
    const due =
      "select due_at - due_noted_at = interval '60 s' as due from admin_session where admin_id = ?";
    expect(await stage.rows(due, [admin])).toEqual([{ due: true }]);
    expect(await waitingJobs('later', `screen:${admin}`)).toMatchObject([
      { data: { queue: 'screen', data: { adminId: admin } } },
    ]);
    await stage.take(admin, addCard());
    await stage.show(admin);
    expect(stage.showing.screens).toEqual([]);
    expect(await unfinished(admin)).toHaveLength(2);

    await stage.rows('update admin_session set due_at = now() where admin_id = ?', [admin]);
    await stage.show(admin);
    expect(stage.showing.screens).toMatchObject([{ revision: 2, state: 'addCard.originalPhoto' }]);
    expect((await stage.row(admin)).dueAt ?? null).toBeNull();
    expect(await unfinished(admin)).toEqual([]);
  });

  test('is asked again at its time by one job, however often the screen changes', async () => {
    await stage.take(admin, { type: 'HOME' });
    stage.showing.showBy(async () => ({ type: 'due', seconds: 60 }));
    await stage.show(admin);
    for (let n = 0; n < 3; n++) {
      await stage.take(admin, text('hello'));
      await stage.show(admin);
    }
    const [job, ...others] = await waitingJobs('later', `screen:${admin}`);
    expect(others).toEqual([]);
    const { dueAt } = await stage.row(admin);
    expect(new Date(job?.start_after ?? 0)).toEqual(dueAt);
  });
});

describe('two shows at the same moment', () => {
  /** Has a screen shown by a process that is held up where the test says, and a newer one by another. */
  async function showTwice(holdUp: 'before' | 'after') {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, addCard());
    const held = createHeld();
    const paused = {
      ...stage.session,
      faults: async (point: string) => {
        if (point === `${holdUp}-show`) await held.hold();
      },
    };
    const older = showScreen(paused, admin, noSignal);
    await held.reached;
    await stage.take(admin, text('hello'));
    await dropJobs();
    return { older, held };
  }

  test('end with the newest when the older is shown last', async () => {
    const { older, held } = await showTwice('before');
    await stage.show(admin);
    held.release();
    await older;
    expect(stage.showing.screens.map((screen) => screen.revision)).toEqual([1, 3, 2]);
    expect(await stage.row(admin)).toMatchObject({ revision: 3, shownRevision: 2 });
    expect(await waitingJobs('screen', String(admin))).toHaveLength(1);
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ revision: 3 });
    expect(await stage.row(admin)).toMatchObject({ shownRevision: 3 });
  });

  test('end with the newest when the older is shown last but noted first', async () => {
    const { older, held } = await showTwice('before');
    const noting = createHeld();
    const newer = showScreen(
      {
        ...stage.session,
        faults: async (point) => {
          if (point === 'after-show') await noting.hold();
        },
      },
      admin,
      noSignal,
    );
    await noting.reached;
    held.release();
    await older;
    noting.release();
    await newer;
    expect(stage.showing.screens.map((screen) => screen.revision)).toEqual([1, 3, 2]);
    expect((await stage.row(admin)).shownRevision).toBe(2);
    expect(await waitingJobs('screen', String(admin))).toHaveLength(1);
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ revision: 3 });
  });

  test('of the same screen, noted one after the other, need no third', async () => {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, addCard());
    await dropJobs();
    const held = createHeld();
    const faults = async (point: string) => {
      if (point === 'after-show') await held.hold();
    };
    const slow = showScreen({ ...stage.session, faults }, admin, noSignal);
    await held.reached;
    await stage.show(admin);
    held.release();
    await slow;
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 2 });
    expect(await waitingJobs('screen', String(admin))).toEqual([]);
  });

  test('of the same screen at once need no third', async () => {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, addCard());
    await dropJobs();
    await Promise.all([stage.show(admin), stage.show(admin)]);
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 2 });
    expect(await waitingJobs('screen', String(admin))).toEqual([]);
  });
});

describe('a change that is being committed while the job that waits begins', () => {
  test('is seen: the read waits for the row', async () => {
    await stage.go(admin, { type: 'HOME' });
    const committing = createHeld();
    const taking = stage.database.fork().transactional(async (em) => {
      await em.execute('select 1 from admin_session where admin_id = ? for update', [admin]);
      await em.execute('update admin_session set revision = 2 where admin_id = ?', [admin]);
      await committing.hold();
    });
    await committing.reached;
    const showing = stage.show(admin);
    await stage.untilBlocked();
    committing.release();
    await Promise.all([taking, showing]);
    expect(await stage.row(admin)).toMatchObject({ revision: 2, shownRevision: 2 });
  });
});
