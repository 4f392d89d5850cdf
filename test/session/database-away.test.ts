import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { isPassingDatabaseError } from '../../src/database/database-errors.ts';
import { operate } from '../../src/session/operate.ts';
import { showScreen } from '../../src/session/show.ts';
import { takeEvent } from '../../src/session/take.ts';
import { execute } from '../support/servers/postgres.ts';
import { addCard, noSignal, photo, text, updateOf } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

/** Ends every connection to this test's own database, as a restart of the server does. */
async function cutConnections(): Promise<void> {
  await execute(
    stage.url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

/** Waits until the pool has noticed which of its connections are dead. */
async function untilPoolIsBack(): Promise<void> {
  const pings = () => Promise.all(Array.from({ length: 10 }, () => stage.database.ping()));
  await vi.waitFor(pings, { timeout: 20_000 });
}

async function reachRegistering() {
  const card = addCard();
  await stage.go(admin, card, photo(), text('Dragon'));
  await stage.take(admin, text('First edition'));
  return card;
}

function cards() {
  return stage.rows('select id, code from card where registered_by = ?', [admin]);
}

/** The database whose nth transaction (from 0) is committed, but whose answer is lost. */
function losingCommit(nth: number): Database {
  let transactions = 0;
  return {
    ...stage.database,
    fork() {
      const em = stage.database.fork();
      const transactional = em.transactional.bind(em);
      em.transactional = async (work, options) => {
        const result = await transactional(work, options);
        transactions += 1;
        if (transactions === nth + 1) throw new Error('Connection terminated unexpectedly');
        return result;
      };
      return em;
    },
  };
}

describe('connections that break', () => {
  afterEach(untilPoolIsBack);

  test('while an operation works cost a pause and nothing else', async () => {
    const card = await reachRegistering();
    stage.staged.replace('registerCard', async (input, context, real) => {
      await cutConnections();
      return real(input, context);
    });
    await operate(stage.session, await stage.key(admin), noSignal);
    expect(await cards()).toEqual([{ id: card.cardId, code: card.code }]);
    expect(await stage.row(admin)).toMatchObject({ child: null, setAsideAt: null });
  });

  test('in the middle of the transaction that writes the result leave it unwritten, and it is written again', async () => {
    const card = await reachRegistering();
    let writes = 0;
    stage.staged.replace('registerCard', async (input, context, real) => {
      const write = await real(input, context);
      return async (em) => {
        writes += 1;
        const written = await write(em);
        if (writes === 1) await cutConnections();
        return written;
      };
    });
    await operate(stage.session, await stage.key(admin), noSignal);
    expect(writes).toBe(2);
    expect(stage.staged.runs.filter((name) => name === 'registerCard')).toHaveLength(1);
    expect(await cards()).toEqual([{ id: card.cardId, code: card.code }]);
    expect(await stage.row(admin)).toMatchObject({ child: null, setAsideAt: null });
  });

  test('while a screen is shown have it noted when they are back, and not shown again', async () => {
    await stage.take(admin, { type: 'HOME' });
    stage.showing.showBy(async (request, signal, normally) => {
      await cutConnections();
      return normally(request, signal);
    });
    await stage.show(admin);
    expect(stage.showing.screens).toHaveLength(1);
    expect(await stage.row(admin)).toMatchObject({ shownRevision: 1 });
  });

  test('between a delivery and its note do not have it sent twice', async () => {
    const card = await reachRegistering();
    await stage.operateAll(admin);
    stage.showing.showBy((request, signal, normally) => {
      const noteDelivered = async (key: string) => {
        await cutConnections();
        await request.noteDelivered(key);
      };
      return normally({ ...request, noteDelivered }, signal);
    });
    await stage.show(admin);
    expect(stage.showing.deliveries).toEqual([`qr:${card.cardId}`]);
  });

  test('while an update is taken leave it untaken, for the messenger to deliver again', async () => {
    const updateId = stage.nextUpdateId();
    await stage.go(admin, { type: 'HOME' });
    let taking: Promise<unknown> = Promise.resolve();
    const holding = stage.database.fork().transactional(async (em) => {
      await em.execute('select 1 from admin_session where admin_id = ? for update', [admin]);
      taking = stage.take(admin, addCard(), { updateId }).catch((error: unknown) => error);
      await stage.untilBlocked();
      await cutConnections();
    });
    await expect(holding).rejects.toSatisfy(isPassingDatabaseError);
    expect(await taking).toSatisfy(isPassingDatabaseError);
    await untilPoolIsBack();
    expect(await stage.rows('select 1 from taken_update where update_id = ?', [updateId])).toEqual(
      [],
    );
    expect(await stage.take(admin, addCard(), { updateId })).toBe('taken');
  });
});

describe('a commit whose answer is lost', () => {
  test('of taking an update makes its second delivery a duplicate', async () => {
    const updateId = stage.nextUpdateId();
    const update = updateOf(admin, addCard(), { updateId }, stage.nextUpdateId);
    const lost = takeEvent({ ...stage.session, database: losingCommit(0) }, update);
    await expect(lost).rejects.toSatisfy(isPassingDatabaseError);
    expect(await takeEvent(stage.session, update)).toBe('duplicate');
    expect((await stage.row(admin)).revision).toBe(1);
  });

  test('of a result makes no second card', async () => {
    const card = await reachRegistering();
    const session = { ...stage.session, database: losingCommit(1) };
    await operate(session, await stage.key(admin), noSignal);
    expect(stage.staged.runs.filter((name) => name === 'registerCard')).toHaveLength(1);
    expect(await cards()).toEqual([{ id: card.cardId, code: card.code }]);
    expect(await stage.row(admin)).toMatchObject({ child: null });
  });

  test('of the claim of a run costs a run number and nothing else', async () => {
    const card = await reachRegistering();
    const session = { ...stage.session, database: losingCommit(0) };
    await operate(session, await stage.key(admin), noSignal);
    expect(await cards()).toEqual([{ id: card.cardId, code: card.code }]);
  });

  test('of a shown screen shows nothing twice', async () => {
    await stage.take(admin, { type: 'HOME' });
    await showScreen({ ...stage.session, database: losingCommit(1) }, admin, noSignal);
    expect(stage.showing.screens).toHaveLength(1);
    expect(await stage.row(admin)).toMatchObject({ shownRevision: 1 });
  });
});

describe('a database that stays away', () => {
  test('is waited for until the signal', async () => {
    await reachRegistering();
    const stopping = new AbortController();
    const away: Database = {
      ...stage.database,
      fork() {
        const em = stage.database.fork();
        em.transactional = async () => {
          stopping.abort();
          throw new Error('Connection terminated unexpectedly');
        };
        return em;
      },
    };
    const session = { ...stage.session, database: away };
    await operate(session, await stage.key(admin), stopping.signal);
    await expect(showScreen(session, admin, stopping.signal)).rejects.toThrow(
      'Connection terminated',
    );
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'addCard.description' });
  });
});
