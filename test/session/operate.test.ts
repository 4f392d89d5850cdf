import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { operate, RUNS_PER_ATTEMPT } from '../../src/session/operate.ts';
import { addCard, noSignal, photo, text } from '../support/session/session-stage.ts';
import { createHeld } from '../support/waiting/held.ts';
import { admin, stage } from './on-stage.ts';

function cardsOf(adminId: number) {
  return stage.rows('select id, code, status from card where registered_by = ?', [adminId]);
}

/** Brings the admin to the wizard's registering, which is not begun yet. */
async function reachRegistering() {
  const card = addCard();
  await stage.go(admin, card, photo(), text('Dragon'));
  await stage.take(admin, text('First edition'));
  return { card, key: await stage.key(admin) };
}

describe('an operation', () => {
  test('writes what it came to together with its result', async () => {
    const { card, key } = await reachRegistering();
    expect(key.child).toBe('registerCard');
    await operate(stage.session, key, noSignal);
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId, status: 'draft' }]);
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'addCard.packagedPhoto' });
    expect(stage.showing.deliveries).toEqual([`qr:${card.cardId}`]);
    expect(await stage.row(admin)).toMatchObject({ child: null, operation: null, run: 0 });
  });

  test('lets the admin see that it is under way, but not when there is nothing left to do', async () => {
    const { key } = await reachRegistering();
    await operate(stage.session, key, noSignal);
    await operate(stage.session, key, noSignal);
    expect(stage.showing.busyWith).toEqual(['storeOriginal', 'registerCard']);
  });

  test('is seen to be under way until it ends, well or not', async () => {
    const { key } = await reachRegistering();
    const seen: string[][] = [];
    stage.staged.replace('registerCard', async () => {
      seen.push([...stage.showing.busyNow]);
      throw new AppError('store_unavailable', 'away');
    });
    await operate(stage.session, key, noSignal);
    expect(seen).toEqual([['registerCard']]);
    expect(stage.showing.busyNow).toEqual([]);
  });

  test('is begun under the name that the machine has for it, whatever an older program called it', async () => {
    const { key } = await reachRegistering();
    await stage.rows("update admin_session set child = 'register' where admin_id = ?", [admin]);
    await operate(stage.session, { ...key, child: 'register' }, noSignal);
    expect(stage.staged.runs).toContain('registerCard');
    expect(await stage.row(admin)).toMatchObject({ child: null });
  });

  test('that fails shows how, and trying again keeps the card and raises the attempt', async () => {
    const card = addCard();
    await stage.go(admin, card);
    stage.staged.replace('storeOriginal', async () => {
      throw new AppError('store_unavailable', 'away');
    });
    await stage.go(admin, photo());
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'addCard.originalFailed',
      failure: 'store_unavailable',
    });
    stage.staged.reset();
    await stage.take(admin, { type: 'RETRY' });
    expect(await stage.row(admin)).toMatchObject({ child: 'storeOriginal', attempt: 2, run: 0 });
    await stage.operateAll(admin);
    await stage.go(admin, text('Dragon'), text('First edition'));
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId, code: expect.anything() }]);
  });

  test('whose write is refused fails with the same code, and writes nothing', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'), text('First edition'));
    await stage.rows('delete from card where id = ?', [card.cardId]);
    await stage.go(admin, photo());
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'home', notice: 'card_gone' });
    expect(await stage.rows('select 1 from photo where card_id = ?', [card.cardId])).toEqual([]);
  });

  test('that meets unexpected errors is given up after five runs and set aside; trying again counts anew', async () => {
    const { card } = await reachRegistering();
    stage.staged.replace('registerCard', async () => {
      throw new TypeError('a fault of ours');
    });
    await stage.operateAll(admin);
    expect(stage.staged.runs.filter((name) => name === 'registerCard')).toHaveLength(
      RUNS_PER_ATTEMPT,
    );
    await stage.show(admin);
    expect(stage.showing.screens.at(-1)).toMatchObject({
      state: 'addCard.registeringFailed',
      failure: 'gave_up',
    });
    expect(await stage.row(admin)).toMatchObject({ child: null, setAsideAt: expect.any(Date) });

    stage.staged.reset();
    await stage.take(admin, { type: 'RETRY' });
    expect(await stage.row(admin)).toMatchObject({ attempt: 2, run: 0, setAsideAt: null });
    await stage.operateAll(admin);
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId, code: card.code }]);
  });

  test('whose result cannot be written is run again, and given up in the end', async () => {
    const { key } = await reachRegistering();
    stage.staged.replace('registerCard', async () => async (em) => {
      await em.execute('select 1 / 0');
    });
    await operate(stage.session, key, noSignal);
    expect(stage.staged.runs.filter((name) => name === 'registerCard')).toHaveLength(
      RUNS_PER_ATTEMPT,
    );
    expect(await stage.row(admin)).toMatchObject({ child: null, setAsideAt: expect.any(Date) });
    await stage.take(admin, text('hello?'));
    expect((await stage.row(admin)).setAsideAt).toEqual(expect.any(Date));
    await stage.take(admin, { type: 'CANCEL' });
    expect((await stage.row(admin)).setAsideAt ?? null).toBeNull();
    expect(await cardsOf(admin)).toEqual([]);
  });

  test('that another run overtook writes nothing and feeds nothing', async () => {
    const { key, card } = await reachRegistering();
    const slow = createHeld();
    let run = 0;
    stage.staged.replace('registerCard', async (input, context, real) => {
      run += 1;
      if (run > 1) return real(input, context);
      await slow.hold();
      return async (em) => {
        await em.execute("update card set name = 'written by the overtaken run'");
        return { code: 'OVERTAKEN' };
      };
    });
    const overtaken = operate(stage.session, key, noSignal);
    await slow.reached;
    await operate(stage.session, key, noSignal);
    const settled = await stage.row(admin);
    slow.release();
    await overtaken;
    expect(await stage.row(admin)).toEqual(settled);
    expect(await stage.rows('select code, name from card where id = ?', [card.cardId])).toEqual([
      { code: card.code, name: 'Dragon' },
    ]);
  });

  test('that another run overtook feeds nothing while that one is still at work', async () => {
    const { key, card } = await reachRegistering();
    const [first, second] = [createHeld(), createHeld()];
    const holds = [first, second];
    stage.staged.replace('registerCard', async (input, context, real) => {
      await holds.shift()?.hold();
      return real(input, context);
    });
    const overtaken = operate(stage.session, key, noSignal);
    await first.reached;
    const overtaking = operate(stage.session, key, noSignal);
    await second.reached;
    first.release();
    await overtaken;
    expect(await stage.row(admin)).toMatchObject({ child: 'registerCard', run: 2 });
    expect(await cardsOf(admin)).toEqual([]);
    second.release();
    await overtaking;
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId }]);
  });

  test('run at once as often as it is begun at most registers one card', async () => {
    const { key, card } = await reachRegistering();
    const runs = Array.from({ length: RUNS_PER_ATTEMPT }, () =>
      operate(stage.session, key, noSignal),
    );
    await Promise.all(runs);
    await stage.operateAll(admin);
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId, code: card.code }]);
    expect(await stage.row(admin)).toMatchObject({ child: null });
  });

  test('that was cancelled meanwhile registers no card', async () => {
    const { key } = await reachRegistering();
    const slow = createHeld();
    stage.staged.replace('registerCard', async (input, context, real) => {
      await slow.hold();
      return real(input, context);
    });
    const operating = operate(stage.session, key, noSignal);
    await slow.reached;
    await stage.take(admin, { type: 'CANCEL' });
    slow.release();
    await operating;
    await stage.show(admin);
    expect(await cardsOf(admin)).toEqual([]);
    expect(stage.showing.screens.at(-1)).toMatchObject({ state: 'home', notice: 'cancelled' });
  });

  test('of an earlier attempt changes nothing when the next one is under way', async () => {
    const { key } = await reachRegistering();
    stage.staged.replace('registerCard', async () => {
      throw new AppError('store_unavailable', 'away');
    });
    await stage.operateAll(admin);
    await stage.take(admin, { type: 'RETRY' });
    await operate(stage.session, key, noSignal);
    expect(await stage.row(admin)).toMatchObject({ child: 'registerCard', attempt: 2, run: 0 });
  });

  test('that was asked for twice ends as the second, and the first changes nothing', async () => {
    const [first, second] = [createHeld(), createHeld()];
    const holds = [first, second];
    stage.staged.replace('listCards', async (input, context, real) => {
      await holds.shift()?.hold();
      return real(input, context);
    });
    const ask = async () => {
      await stage.take(admin, { type: 'CARDS' });
      const key = await stage.key(admin);
      return { key, operating: operate(stage.session, key, noSignal) };
    };
    const asked = await ask();
    await first.reached;
    const askedAgain = await ask();
    await second.reached;
    expect(askedAgain.key.operation).not.toBe(asked.key.operation);
    first.release();
    await asked.operating;
    expect(await stage.key(admin)).toEqual(askedAgain.key);
    expect(await stage.row(admin)).toMatchObject({ run: 1, revision: 2 });
    second.release();
    await askedAgain.operating;
    expect(await stage.row(admin)).toMatchObject({ child: null, revision: 3 });
  });

  test('that is cut off by its signal leaves all to another run', async () => {
    const { key, card } = await reachRegistering();
    const stopping = new AbortController();
    stage.staged.replace('registerCard', async (input, context, real) => {
      stopping.abort();
      context.signal.throwIfAborted();
      return real(input, context);
    });
    await operate(stage.session, key, stopping.signal);
    expect(await stage.row(admin)).toMatchObject({ child: 'registerCard', run: 1 });
    stage.staged.reset();
    await operate(stage.session, key, noSignal);
    expect(await cardsOf(admin)).toMatchObject([{ id: card.cardId }]);
  });

  test('leaves no person’s text and no code in the log', async () => {
    const { card } = await reachRegistering();
    await stage.operateAll(admin);
    const log = stage.logged.join('');
    for (const secret of [card.code, 'Dragon', 'First edition']) expect(log).not.toContain(secret);
  });
});
