import { describe, expect, test } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import type { SessionSnapshot } from '../../machines/session/machine.ts';
import type { FaultPoint } from '../../src/faults.ts';
import { operate } from '../../src/session/operate.ts';
import { showScreen } from '../../src/session/show.ts';
import { takeEvent } from '../../src/session/take.ts';
import {
  addCard,
  BOT_ID,
  noSignal,
  photo,
  text,
  updateOf,
} from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

function takenRows(updateId: number) {
  return stage.rows('select * from taken_update where bot_id = ? and update_id = ?', [
    BOT_ID,
    updateId,
  ]);
}

async function jobs(queue: string, key: string) {
  return stage.rows(
    `select data from job where name = ? and singleton_key like ? and state = 'created'`,
    [queue, key],
  );
}

describe('an update of an admin', () => {
  test('is kept with its screen, and sends a job for the screen and one for the operation it begins', async () => {
    const updateId = stage.nextUpdateId();
    expect(await stage.take(admin, { type: 'CARDS' }, { updateId })).toBe('taken');
    expect(await takenRows(updateId)).toMatchObject([
      { admin_id: String(admin), revision: 1, payload: null, finished_at: null },
    ]);
    expect(await stage.row(admin)).toMatchObject({
      revision: 1,
      shownRevision: 0,
      child: 'listCards',
      operation: `${updateId}.0`,
      attempt: 1,
      run: 0,
      language: 'en',
    });
    expect(await jobs('screen', String(admin))).toEqual([{ data: { adminId: admin } }]);
    expect(await jobs('operate', `${admin}:%`)).toEqual([{ data: await stage.key(admin) }]);
  });

  test('delivered ten times at the same moment has its effect once', async () => {
    const updateId = stage.nextUpdateId();
    const deliveries = Array.from({ length: 10 }, () => stage.take(admin, addCard(), { updateId }));
    const results = await Promise.all(deliveries);
    expect(results.filter((result) => result === 'taken')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(9);
    expect((await stage.row(admin)).revision).toBe(1);
    expect(await stage.rows('select messages from person where id = ?', [admin])).toEqual([
      { messages: 1 },
    ]);
  });

  test('delivered again later changes nothing, and neither does a lower number that comes late', async () => {
    const [early, late] = [stage.nextUpdateId(), stage.nextUpdateId()];
    await stage.take(admin, addCard(), { updateId: late });
    expect(await stage.take(admin, { type: 'CANCEL' }, { updateId: late })).toBe('duplicate');
    expect((await stage.row(admin)).revision).toBe(1);
    expect(await stage.take(admin, { type: 'CANCEL' }, { updateId: early })).toBe('taken');
    expect((await stage.row(admin)).revision).toBe(2);
  });

  test('of the same number but another bot is another update', async () => {
    const updateId = stage.nextUpdateId();
    await stage.take(admin, addCard(), { updateId });
    const update = updateOf(admin, { type: 'CANCEL' }, { updateId }, stage.nextUpdateId);
    const other = { ...update, id: { botId: BOT_ID + 1, updateId } };
    expect(await takeEvent(stage.session, other)).toBe('taken');
  });

  test('moves the screens into the topic it came in, and leaves them where that cannot be told', async () => {
    const topics: (number | null | undefined)[] = [5, undefined, null];
    const after: unknown[] = [];
    for (const topic of topics) {
      const update = updateOf(admin, { type: 'CARDS' }, {}, stage.nextUpdateId);
      await takeEvent(stage.session, { ...update, ...(topic !== undefined && { topic }) });
      after.push((await stage.row(admin)).topic);
    }
    expect(after).toEqual([5, 5, null]);
  });

  test('that meets others of the same admin takes its turn: none is lost', async () => {
    await stage.go(admin, addCard());
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, n) => stage.take(admin, text(`${n}`))),
    );
    expect(taken.every((result) => result === 'taken')).toBe(true);
    expect((await stage.row(admin)).revision).toBe(9);
  });

  test('that the session does not want leaves no trace', async () => {
    const updateId = stage.nextUpdateId();
    const wantedBy = () => false;
    expect(await stage.take(admin, text('ABCD'), { updateId, wantedBy })).toBe('declined');
    expect(await takenRows(updateId)).toEqual([]);
    expect(await stage.rows('select 1 from person where id = ?', [admin])).toEqual([]);
    expect(await stage.rows('select 1 from admin_session where admin_id = ?', [admin])).toEqual([]);
    expect(await jobs('screen', String(admin))).toEqual([]);
  });

  test('is wanted or not by the session as it is at that moment', async () => {
    await stage.go(admin, addCard());
    const seen: string[] = [];
    const wantedBy = (snapshot: SessionSnapshot) => {
      seen.push(adminSessions.statePath(snapshot));
      return true;
    };
    expect(await stage.take(admin, text('ABCD'), { wantedBy })).toBe('taken');
    expect(seen).toEqual(['addCard.originalPhoto']);
  });

  test('that fails before its commit was not taken, and is taken when it comes again', async () => {
    const updateId = stage.nextUpdateId();
    const update = updateOf(admin, { type: 'CARDS' }, { updateId }, stage.nextUpdateId);
    const faults = () => Promise.reject(new Error('the process stumbled'));
    await expect(takeEvent({ ...stage.session, faults }, update)).rejects.toThrow('stumbled');
    expect(await takenRows(updateId)).toEqual([]);
    expect(await jobs('screen', String(admin))).toEqual([]);
    expect(await jobs('operate', `${admin}:%`)).toEqual([]);
    expect(await takeEvent(stage.session, update)).toBe('taken');
  });

  test('that was answered before, such as a later part of an album, is finished without a new screen', async () => {
    await stage.go(admin, addCard(), photo('photo-file', 'album'), photo('photo-file', 'album'));
    const { revision } = await stage.row(admin);
    const updateId = stage.nextUpdateId();
    await stage.take(admin, photo('photo-file', 'album'), { updateId });
    expect((await stage.row(admin)).revision).toBe(revision);
    expect(await takenRows(updateId)).toMatchObject([
      { revision: null, finished_at: expect.anything() },
    ]);
  });
});

test('an update, its operation and its screen pass the moments at which the durability tests strike, in order', async () => {
  const passed: string[] = [];
  const session = { ...stage.session, faults: (point: FaultPoint) => void passed.push(point) };
  await takeEvent(session, updateOf(admin, { type: 'CARDS' }, {}, stage.nextUpdateId));
  await operate(session, await stage.key(admin), noSignal);
  await showScreen(session, admin, noSignal);
  expect(passed).toEqual([
    'before-take-commit',
    'after-run-claim',
    'before-result-commit',
    'after-insert',
    'before-show',
    'after-show',
    'before-finish',
  ]);
});

describe('a button press', () => {
  const message = 77;
  const pressOf = (revision: number, data: string) => ({ press: { message, revision, data } });

  test('has its screen shown on its message, and what is written has it shown on a new one', async () => {
    await stage.go(admin, { type: 'HOME' });
    const { revision } = await stage.row(admin);
    await stage.take(admin, addCard(), pressOf(revision, `add:${revision}`));
    expect((await stage.row(admin)).showOnMessage).toBe(message);
    await stage.take(admin, text('hello'));
    expect((await stage.row(admin)).showOnMessage ?? null).toBeNull();
  });

  test('keeps its message for the result of the operation that it began', async () => {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, { type: 'STATISTICS' }, pressOf(1, 'statistics:1'));
    await stage.operateAll(admin);
    expect(await stage.row(admin)).toMatchObject({ revision: 3, showOnMessage: message });
  });

  test('of an older screen changes nothing but gets a notice in a new message', async () => {
    await stage.go(admin, { type: 'HOME' }, addCard());
    await stage.take(admin, { type: 'CANCEL' }, pressOf(1, 'cancel:1'));
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'addCard.originalPhoto',
      notice: 'stale_button',
      showOn: null,
    });
  });

  test('made twice quickly is answered once', async () => {
    await stage.go(admin, { type: 'HOME' });
    const tap = pressOf(1, 'add:1');
    const taps = await Promise.all([
      stage.take(admin, addCard(), tap),
      stage.take(admin, addCard(), tap),
      stage.take(admin, addCard(), tap),
    ]);
    expect(taps).toEqual(['taken', 'taken', 'taken']);
    const row = await stage.row(admin);
    expect(row).toMatchObject({ revision: 2, showOnMessage: message });
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'addCard.originalPhoto',
      notice: null,
    });
  });

  test('of a second button of the same screen is stale after the first', async () => {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, addCard(), pressOf(1, 'add:1'));
    await stage.take(admin, { type: 'CARDS' }, pressOf(1, 'cards:1'));
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'addCard.originalPhoto',
      notice: 'stale_button',
    });
  });

  test('is told that it is stale when something else came between its two taps', async () => {
    await stage.go(admin, { type: 'HOME' });
    await stage.take(admin, addCard(), pressOf(1, 'add:1'));
    await stage.take(admin, text('hello'));
    await stage.take(admin, addCard(), pressOf(1, 'add:1'));
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ notice: 'stale_button' });
  });
});
