import { expect, test } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import { AppError } from '../../src/errors.ts';
import { sendNeglected } from '../../src/session/net.ts';
import { operate } from '../../src/session/operate.ts';
import { listSessions, retrySession } from '../../src/session/operator.ts';
import type { OperationKey } from '../../src/session/ports.ts';
import { showScreen } from '../../src/session/show.ts';
import { takeEvent } from '../../src/session/take.ts';
import { addCard, noSignal, photo, updateOf } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

/** The same machine under another name: a person has a session of its own with it. */
const others = { ...adminSessions, name: 'other' };

function rows() {
  return stage.rows<{ machine: string; revision: number; shown: number; child: string | null }>(
    `select machine, revision, shown_revision as shown, child from admin_session
     where admin_id = ? order by machine`,
    [admin],
  );
}

test('a person has a session of their own with each machine, and neither sees anything of the other', async () => {
  const other = { ...stage.session, machine: others };
  await stage.go(admin, addCard(), { type: 'HELP' });
  const before = (await rows())[0];

  const take = (action: Parameters<typeof updateOf>[1]) =>
    takeEvent(other, updateOf(admin, action, {}, stage.nextUpdateId));
  await take(addCard());
  await take(photo());
  expect(await rows()).toMatchObject([before ?? {}, { machine: 'other', child: 'storeOriginal' }]);

  await stage.rows('delete from job');
  expect(await sendNeglected(stage.session)).toBe(0);
  expect(await sendNeglected(other)).toBe(1);

  stage.staged.replace('storeOriginal', async () => {
    throw new AppError('store_unavailable', 'away');
  });
  const [job] = await stage.rows<{ data: OperationKey }>(
    "select data from job where name = 'operate'",
  );
  await operate(other, job?.data ?? ({} as OperationKey), noSignal);
  await showScreen(other, admin, noSignal);
  stage.staged.reset();
  expect(await rows()).toEqual([before, { machine: 'other', revision: 3, shown: 3, child: null }]);

  expect(await listSessions(stage.database, others)).toMatchObject([
    { adminId: admin, state: 'addCard.originalFailed', failure: 'store_unavailable' },
  ]);
  expect(await retrySession(stage.session, admin)).toEqual({ type: 'nothing' });
  expect(await retrySession(other, admin)).toMatchObject({ state: 'addCard.storingOriginal' });
  expect((await rows())[0]).toEqual(before);
});

test('what was sent, and until when a screen has to wait, is noted in the session of its machine alone', async () => {
  const other = { ...stage.session, machine: others };
  const person = stage.newAdmin();
  await stage.go(person, addCard());
  const noted = () =>
    stage.rows(
      `select machine, delivered, due_at is not null as waits, show_on_message
       from admin_session where admin_id = ? order by machine`,
      [person],
    );
  const [before] = await noted();

  const update = updateOf(person, addCard(), {}, stage.nextUpdateId);
  await takeEvent(other, update);
  stage.showing.showBy(async (request) => {
    await request.noteDelivered('qr:1');
    return { type: 'due', seconds: 3_600 };
  });
  await showScreen(other, person, noSignal);
  stage.showing.reset();
  const after = { machine: 'other', delivered: ['qr:1'], waits: true, show_on_message: null };
  expect(await noted()).toEqual([before, after]);

  // Its own time has come.
  await stage.rows(
    `update admin_session set due_at = now() - interval '1 second', due_noted_at = now()
     where admin_id = ? and machine = 'admin'`,
    [person],
  );
  await stage.go(person, { type: 'HELP' });
  expect(stage.showing.screens.at(-1)).toMatchObject({ adminId: person, notice: 'help' });
});
