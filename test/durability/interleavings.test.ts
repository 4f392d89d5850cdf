import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  readOutcome,
  untilAdminSettled,
  untilShown,
  watchRevisions,
} from '../support/bot/admin-outcome.ts';
import {
  begin,
  giveDescription,
  giveName,
  giveOriginal,
  givePackaged,
  linesWith,
  PATIENT,
  type PatientStep,
  walk,
  walkFrom,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { type HeldBack, type Replicas, startReplicas } from '../support/replicas/replicas.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

let stage: Replicas;
let wentBack: () => Promise<unknown[]>;

beforeAll(async () => {
  stage = await startReplicas(4, 60);
  wentBack = await watchRevisions(stage.database);
});
afterAll(() => stage.close());

const untilSettled = (admin: Phone) => untilAdminSettled(stage.database, admin);
const outcomeFor = (admin: Phone) => readOutcome(stage.database, admin);

/** Waits until so many transactions stand before a row that somebody holds. */
async function untilWaiting(many: number): Promise<void> {
  const waiting = `select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await expect
    .poll(async () => (await rowsOf(stage.database, waiting)).length, PATIENT)
    .toBeGreaterThanOrEqual(many);
}

/** The photos' operations wait until both updates were taken, so that their order is all that is open. */
async function withOperationHeld(work: () => Promise<void>): Promise<void> {
  const { held } = await stage.holdAnywhere('after-run-claim');
  await work();
  for (const { bot } of stage.all) bot.release('after-run-claim');
  void held;
}

/** Two processes take one update each, one after the other. */
async function inTurn(first: HeldBack, second: HeldBack): Promise<void> {
  await stage.all[0]?.deliver(first);
  await stage.all[1]?.deliver(second);
}

/** One process stands before its commit when the others get theirs, and goes on when all wait for it. */
async function atOnce(first: HeldBack, others: readonly HeldBack[]): Promise<void> {
  const [holder, ...replicas] = stage.all;
  await holder?.bot.arm({ point: 'before-take-commit', kind: 'hold', times: 1 });
  const deliveries = [holder?.deliver(first)];
  await holder?.bot.held('before-take-commit');
  deliveries.push(...others.map((update, index) => replicas[index]?.deliver(update)));
  await untilWaiting(others.length);
  holder?.bot.release('before-take-commit');
  await Promise.all(deliveries);
}

/** Two things that an admin does at the same moment at a step. */
interface Pair {
  readonly name: string;
  readonly at: PatientStep;
  readonly acts: readonly [Act, Act];
}
type Act = (admin: Phone) => Promise<unknown>;

const PAIRS: readonly Pair[] = [
  {
    name: 'a photo and a press of Cancel',
    at: giveOriginal,
    acts: [giveOriginal.act, (admin) => admin.press('Cancel', PATIENT)],
  },
  {
    name: 'two photos',
    at: giveOriginal,
    acts: [giveOriginal.act, async (admin) => admin.sendPhoto(await jpeg('navy'))],
  },
  {
    name: 'a name and a press of Back',
    at: giveName,
    acts: [giveName.act, (admin) => admin.press('Back', PATIENT)],
  },
  {
    name: 'a description and a press of Cancel',
    at: giveDescription,
    acts: [giveDescription.act, (admin) => admin.press('Cancel', PATIENT)],
  },
  {
    name: 'the packaged photo and a press of Skip',
    at: givePackaged,
    acts: [givePackaged.act, (admin) => admin.press('Skip', PATIENT)],
  },
];

async function prepared({ at, acts }: Pair): Promise<{ admin: Phone; updates: HeldBack[] }> {
  const admin = stage.nextAdmin();
  await walkTo(admin, at);
  await untilSettled(admin);
  const updates: HeldBack[] = [];
  for (const act of acts) updates.push(await stage.holdBack(admin, () => act(admin)));
  return { admin, updates };
}

describe('at the same moment at two processes', () => {
  const cases = PAIRS.flatMap((pair) => [false, true].map((isTurned) => ({ pair, isTurned })));
  test.for(
    cases.map(({ pair, isTurned }) => [pair.name, isTurned ? 'second' : 'first', pair] as const),
  )('%s, the %s before: as if one had come after the other', async ([, which, pair]) => {
    const outcomes: unknown[] = [];
    for (const way of [inTurn, (one: HeldBack, two: HeldBack) => atOnce(one, [two])]) {
      const { admin, updates } = await prepared(pair);
      const [first, second] = which === 'first' ? updates : updates.toReversed();
      if (first === undefined || second === undefined) throw new Error('an update is missing');
      await withOperationHeld(() => way(first, second));
      outcomes.push(await outcomeFor(admin));
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    reportOutcome(
      'processes',
      `${pair.name}, at two processes at the same moment`,
      'as if one had come after the other, in either order',
    );
  });
});

describe('at the same moment at four processes', () => {
  test.for([
    ['photo', giveOriginal],
    ['name', giveName],
    ['press', begin],
  ] as const)('the same %s counts once', async ([kind, step]) => {
    const alone = stage.nextAdmin();
    await walkTo(alone, step);
    await walk(alone, [step]);
    const admin = stage.nextAdmin();
    await walkTo(admin, step);
    await untilSettled(admin);
    const update = await stage.holdBack(admin, () => step.act(admin));
    await atOnce(update, [update, update, update]);
    await admin.waitFor(step.shows, PATIENT);
    const [first, second] = [await outcomeFor(alone), await outcomeFor(admin)];
    expect(second).toEqual(first);
    expect(await revisionOf(admin)).toBe(await revisionOf(alone));
    expect(await messagesOf(admin)).toBe(await messagesOf(alone));
    reportOutcome('processes', `the same ${kind} at four processes`, 'it counts once');
  });

  test('an impatient triple tap counts once', async () => {
    const [alone, admin] = [stage.nextAdmin(), stage.nextAdmin()];
    await walkTo(alone, begin);
    await walk(alone, [begin]);
    await walkTo(admin, begin);
    await untilSettled(admin);
    const taps: HeldBack[] = [];
    for (let n = 0; n < 3; n++) taps.push(await stage.holdBack(admin, () => begin.act(admin)));
    const [first, ...others] = taps;
    if (first === undefined) throw new Error('there was no tap');
    await atOnce(first, others);
    expect(await outcomeFor(admin)).toEqual(await outcomeFor(alone));
    expect(await revisionOf(admin)).toBe(await revisionOf(alone));
    await walkFrom(admin, giveOriginal);
    reportOutcome('processes', 'a button tapped three times, at three processes', 'it counts once');
  });
});

describe('an operation that is held in one process', () => {
  test('is not the new wizard’s, which another process finishes meanwhile', async () => {
    const admin = stage.nextAdmin();
    await walkTo(admin, giveOriginal);
    const { held } = await stage.holdAnywhere('after-store');
    await admin.sendPhoto(await jpeg('navy'));
    const { replica, release } = await held;
    await admin.send('/cancel');
    await admin.waitFor(screen('Cancelled'), PATIENT);
    await walk(admin, [begin, giveOriginal]);
    const before = await outcomeFor(admin);
    release();
    await expectOvertaken(replica.bot.logged, admin, 'storeOriginal');
    expect(await outcomeFor(admin)).toEqual(before);
    await walkFrom(admin, giveName);
    expect(await cardsOf(admin)).toBe(1);
    reportOutcome(
      'processes',
      'cancel and a new start while the old operation still runs',
      'the new wizard goes on; the old result is dropped',
    );
  });

  test('ends in nothing when its process was paused, and another attempt was made', async () => {
    const admin = stage.nextAdmin();
    await walkTo(admin, giveOriginal);
    const { held } = await stage.holdAnywhere('before-result-commit');
    await giveOriginal.act(admin);
    const { replica, release } = await held;
    await untilShown(stage.database, admin);
    await stage.playground.fault({ method: 'file', kind: 'error', error_code: 500 });
    replica.pause();
    await admin.waitFor(screen('Nothing is lost'), PATIENT);
    const retry = await stage.holdAnywhere('after-download');
    await admin.press('Try again', PATIENT);
    const second = await retry.held;
    replica.wake();
    release();
    await expectOvertaken(replica.bot.logged, admin, 'storeOriginal');
    second.release();
    await admin.waitFor(giveOriginal.shows, PATIENT);
    await walkFrom(admin, giveName);
    expect(await cardsOf(admin)).toBe(1);
    reportOutcome(
      'processes',
      'a result of an old attempt, after another process failed and the retry began',
      'it is dropped, and the retry’s counts',
    );
  });

  test('does not have its screen stand over a newer one that another process showed', async () => {
    const admin = stage.nextAdmin();
    await walkTo(admin, begin);
    await untilSettled(admin);
    const { held } = await stage.holdAnywhere('after-show');
    await admin.send('/add');
    const { replica, release } = await held;
    replica.pause();
    await admin.send('/skip');
    await admin.waitFor(screen('cannot be skipped'), PATIENT);
    await untilSettled(admin);
    replica.wake();
    release();
    const newest = async () =>
      (await admin.messages()).filter(({ text }) => text?.includes('cannot be skipped'));
    await expect.poll(newest, PATIENT).toHaveLength(2);
    await untilSettled(admin);
    expect((await admin.last()).text).toContain('cannot be skipped');
    await walkFrom(admin, giveOriginal);
    expect(await cardsOf(admin)).toBe(1);
    reportOutcome(
      'processes',
      'two processes show at once, and the older screen comes last',
      'the newest is shown again',
    );
  });
});

async function expectOvertaken(logged: () => string[], admin: Phone, child: string) {
  const line = { adminId: admin.id, child, settled: 'overtaken' };
  await expect.poll(() => linesWith(logged(), line), PATIENT).toHaveLength(1);
}

async function revisionOf({ id }: Phone): Promise<unknown> {
  const sql = 'select revision from admin_session where admin_id = ?';
  return (await rowsOf(stage.database, sql, [id]))[0]?.revision;
}

async function cardsOf({ id }: Phone): Promise<number> {
  return (await rowsOf(stage.database, 'select 1 from card where registered_by = ?', [id])).length;
}

async function messagesOf(admin: Phone): Promise<number> {
  return (await admin.messages()).filter(({ from }) => from?.is_bot).length;
}

describe('after all that', () => {
  test('no revision ever went back', async () => {
    expect(await wentBack()).toEqual([]);
  });
});
