import { beforeEach, describe, expect, test } from 'vitest';
import { SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { AppError } from '../../src/errors.ts';
import { operate } from '../../src/session/operate.ts';
import { writtenBy } from '../support/data/metrics.ts';
import { addCard, noSignal, photo } from '../support/session/session-stage.ts';
import { createHeld } from '../support/waiting/held.ts';
import { admin, stage } from './on-stage.ts';

beforeEach(async () => {
  await stage.go(admin, addCard());
  stage.logged.length = 0;
});

/** What the log says of the admin: level, message and facts, without what every line has. */
function told(): unknown[] {
  return stage.logged
    .map((line) => JSON.parse(line))
    .filter(({ adminId }) => adminId === admin)
    .map(({ time: _time, pid: _pid, hostname: _host, adminId: _admin, err, ...rest }) => ({
      ...rest,
      ...(err && { err: err.message }),
    }));
}

const [INFO, WARN, ERROR] = [30, 40, 50];
const storing = { child: 'storeOriginal', attempt: 1 };
const begins = { level: INFO, ...storing, run: 1, msg: 'operation begins' };
const ended = { level: INFO, ...storing, run: 1, msg: 'operation ended' };

async function beginStoring() {
  await stage.take(admin, photo());
  stage.logged.length = 0;
  return stage.key(admin);
}

describe('the log tells the operator', () => {
  test('of every step that an update takes, with nothing that people wrote', async () => {
    await stage.go(admin, photo());
    expect(told()).toEqual([
      {
        level: INFO,
        event: 'PHOTO',
        state: 'addCard.storingOriginal',
        revision: 2,
        msg: 'session moved on',
      },
      begins,
      { ...ended, result: 'done', settled: 'settled' },
      { level: INFO, revision: 3, shown: 'shown', msg: 'screen was shown' },
    ]);
  });

  test('of an update that changed nothing', async () => {
    await stage.take(admin, { type: 'UNEXPECTED', album: 'A' });
    stage.logged.length = 0;
    await stage.take(admin, { type: 'UNEXPECTED', album: 'A' });
    expect(told()).toEqual([{ level: INFO, event: 'UNEXPECTED', msg: 'session stayed as it was' }]);
  });

  test('nothing of an update that comes again', async () => {
    const updateId = stage.nextUpdateId();
    await stage.take(admin, { type: 'HOME' }, { updateId });
    stage.logged.length = 0;
    await stage.take(admin, { type: 'HOME' }, { updateId });
    expect(told()).toEqual([]);
  });

  test('of an operation that failed, with its code and our words for the cause', async () => {
    stage.staged.replace('storeOriginal', () =>
      Promise.reject(new AppError('store_unavailable', 'away')),
    );
    await operate(stage.session, await beginStoring(), noSignal);
    expect(told()).toEqual([
      begins,
      {
        level: WARN,
        child: 'storeOriginal',
        code: 'store_unavailable',
        reason: 'away',
        msg: 'operation failed',
      },
      { ...ended, result: 'failed', settled: 'settled' },
    ]);
  });

  test('of a fault of ours at each run, and of the end', async () => {
    stage.staged.replace('storeOriginal', () => Promise.reject(new Error('a fault of ours')));
    await operate(stage.session, await beginStoring(), noSignal);
    const runs = [1, 2, 3, 4, 5].flatMap((run) => [
      { ...begins, run },
      {
        level: ERROR,
        child: 'storeOriginal',
        err: 'a fault of ours',
        msg: 'operation met an unexpected error',
      },
    ]);
    expect(told()).toEqual([...runs, { level: ERROR, ...storing, msg: 'operation is given up' }]);
  });

  test('of a result that the database refused', async () => {
    let run = 0;
    stage.staged.replace('storeOriginal', async (input, context, real) => {
      run += 1;
      if (run > 1) return real(input, context);
      return async () => {
        throw new Error('refused');
      };
    });
    await operate(stage.session, await beginStoring(), noSignal);
    expect(told()).toEqual([
      begins,
      { level: ERROR, child: 'storeOriginal', err: 'refused', msg: 'result could not be written' },
      { ...ended, result: 'done', settled: 'again' },
      { ...begins, run: 2 },
      { ...ended, run: 2, result: 'done', settled: 'settled' },
    ]);
  });

  test('of a result that comes when a newer program has the session', async () => {
    const newer = SNAPSHOT_VERSION + 1;
    stage.staged.replace('storeOriginal', async (input, context, real) => {
      await stage.rows('update admin_session set version = ? where admin_id = ?', [newer, admin]);
      return real(input, context);
    });
    await operate(stage.session, await beginStoring(), noSignal);
    expect(told()).toEqual([
      begins,
      {
        level: ERROR,
        child: 'storeOriginal',
        err: 'the session cannot take a result',
        msg: 'result could not be written',
      },
      { ...ended, result: 'done', settled: 'again' },
    ]);
  });

  test('of an operation that was overtaken, and so do the metrics', async () => {
    const slow = createHeld();
    let run = 0;
    stage.staged.replace('storeOriginal', async (input, context, real) => {
      run += 1;
      if (run === 1) await slow.hold();
      return real(input, context);
    });
    const key = await beginStoring();
    const overtaken = operate(stage.session, key, noSignal);
    await slow.reached;
    await operate(stage.session, key, noSignal);
    slow.release();
    await overtaken;
    expect(told().at(-1)).toEqual({ ...ended, result: 'done', settled: 'overtaken' });
    expect(await writtenBy(stage.metrics)).toMatchObject({
      'cardseal_operation_seconds_count{operation="storeOriginal",result="overtaken"}': 1,
    });
  });

  test('of an operation that was cut off', async () => {
    const stopping = new AbortController();
    stage.staged.replace('storeOriginal', async () => {
      stopping.abort();
      throw new Error('no matter');
    });
    await operate(stage.session, await beginStoring(), stopping.signal);
    expect(told()).toEqual([begins, { level: WARN, ...storing, msg: 'operation was cut off' }]);
  });

  test('of a session that was broken', async () => {
    await stage.rows("update admin_session set snapshot = '{}' where admin_id = ?", [admin]);
    await stage.take(admin, photo());
    expect(told()).toEqual([
      { level: ERROR, reason: 'schema', msg: 'session was broken and is reset' },
      { level: INFO, event: 'PHOTO', state: 'home', revision: 2, msg: 'session moved on' },
    ]);
  });
});

describe('an operation', () => {
  test('that fails in a way nobody thought of says so to who runs it', async () => {
    const struck = { ...stage.session, faults: () => Promise.reject(new Error('struck')) };
    await expect(operate(struck, await beginStoring(), noSignal)).rejects.toThrow('struck');
  });

  test('whose result is refused in either form is given up without going round for ever', async () => {
    const screen = () => Promise.reject(new AppError('no_jobs', 'no jobs are taken'));
    const jobs = { ...stage.session.jobs, screen };
    const key = await beginStoring();
    await expect(operate({ ...stage.session, jobs }, key, noSignal)).rejects.toThrow('no jobs');
    expect(told()).toContainEqual({
      level: ERROR,
      child: 'storeOriginal',
      err: 'no jobs are taken',
      msg: 'result could not be written',
    });
  });
});
