import { readdir } from 'node:fs/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import { FAULT_POINTS } from '../../src/faults.ts';
import { createProcessStage, type ProcessStage } from '../support/bot/process-stage.ts';
import { ProcessEnded, type SessionProcess } from '../support/session/session-processes.ts';
import { type Action, addCard, photo, text, updateOf } from '../support/session/session-stage.ts';

let lastUpdate = 0;

function update(admin: number, action: Action) {
  return updateOf(admin, action, {}, () => {
    lastUpdate += 1;
    return lastUpdate;
  });
}

async function openStage({ onTestFinished }: TestContext): Promise<ProcessStage> {
  const stage = await createProcessStage();
  onTestFinished(() => stage.close());
  return stage;
}

/** Has the process take actions, each after the screen of the one before. */
async function go(
  stage: ProcessStage,
  process: SessionProcess,
  admin: number,
  ...steps: [Action, string][]
): Promise<void> {
  for (const [action, state] of steps) {
    expect(await process.take(update(admin, action))).toBe('taken');
    await stage.untilShown(admin, state);
  }
}

/** Brings the admin to the description, whose end registers the card. */
async function reachDescription(stage: ProcessStage, process: SessionProcess, admin: number) {
  const card = addCard();
  await go(
    stage,
    process,
    admin,
    [card, 'addCard.originalPhoto'],
    [photo(), 'addCard.name'],
    [text('Dragon'), 'addCard.description'],
  );
  return card;
}

function cards(stage: ProcessStage) {
  return stage.rows('select id, code, name from card');
}

function photosOf(stage: ProcessStage, cardId: string): Promise<string[]> {
  return readdir(`${stage.photosDir}/cards/${cardId}`);
}

// Most of the time is spent waiting for a dead process's heartbeat to be missed, so all wait together.
describe.concurrent('an operation whose process', { timeout: 240_000 }, () => {
  test('is killed in the middle is finished by another, once', async (context) => {
    const stage = await openStage(context);
    const [first, second] = await Promise.all([stage.start(), stage.start()]);
    const card = addCard();
    await go(stage, first, 1, [card, 'addCard.originalPhoto']);
    const holding = Promise.race([
      first.hold('storeOriginal').then(() => ({ holder: first, other: second })),
      second.hold('storeOriginal').then(() => ({ holder: second, other: first })),
    ]);
    await first.take(update(1, photo()));
    const { holder, other } = await holding;
    other.release();
    await holder.kill();
    await stage.untilShown(1, 'addCard.name');
    expect(await photosOf(stage, card.cardId)).toHaveLength(1);
    await go(
      stage,
      other,
      1,
      [text('Dragon'), 'addCard.description'],
      [text('First edition'), 'addCard.packagedPhoto'],
    );
    expect(await cards(stage)).toEqual([{ id: card.cardId, code: card.code, name: 'Dragon' }]);
  });

  test('is killed in the middle is finished by the process that is started next', async (context) => {
    const stage = await openStage(context);
    const first = await stage.start();
    const card = await reachDescription(stage, first, 1);
    const holding = first.hold('registerCard');
    await first.take(update(1, text('First edition')));
    await holding;
    await first.kill();
    await stage.start();
    await stage.untilShown(1, 'addCard.packagedPhoto');
    expect(await cards(stage)).toMatchObject([{ id: card.cardId, code: card.code }]);
  });

  test('is frozen in the middle is finished by another, and the frozen one changes nothing when it thaws', async (context) => {
    const stage = await openStage(context);
    const first = await stage.start();
    const card = await reachDescription(stage, first, 1);
    const holding = first.hold('registerCard');
    await first.take(update(1, text('First edition')));
    await holding;
    first.signal('SIGSTOP');
    const second = await stage.start();
    await stage.untilShown(1, 'addCard.packagedPhoto');
    await stage.untilAllSettled();
    const session = () => stage.rows('select * from admin_session where admin_id = 1');
    const before = await session();

    first.release();
    first.signal('SIGCONT');
    await second.kill();
    await go(stage, first, 2, [addCard(), 'addCard.originalPhoto']);
    expect(await session()).toEqual(before);
    expect(await cards(stage)).toMatchObject([{ id: card.cardId, code: card.code }]);
  });

  test('dies at any point of the protocol is finished by another as if nothing had been', async (context) => {
    const stage = await openStage(context);
    const left: { admin: number; cardId: string; sent: ReturnType<typeof update> }[] = [];
    for (const [index, point] of FAULT_POINTS.entries()) {
      const admin = index + 1;
      const dying = await stage.start();
      const card = addCard();
      await go(stage, dying, admin, [card, 'addCard.originalPhoto']);
      dying.crashAt(point);
      const sent = update(admin, photo());
      await dying.take(sent).catch((error: unknown) => {
        if (!(error instanceof ProcessEnded)) throw error;
      });
      await dying.ended;
      left.push({ admin, cardId: card.cardId, sent });
    }
    const last = await stage.start();
    for (const { sent } of left) await last.take(sent);
    for (const { admin, cardId } of left) {
      await stage.untilShown(admin, 'addCard.name');
      expect(await photosOf(stage, cardId)).toHaveLength(1);
    }
    await stage.untilAllSettled();
    expect(await stage.rows('select 1 from taken_update where finished_at is null')).toEqual([]);
    expect(await stage.rows('select 1 from admin_session where run > 0')).toEqual([]);
  });
});
