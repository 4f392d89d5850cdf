import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { verificationReading } from '../../src/features/verification/reading.ts';
import { createCommonReplies } from '../../src/replies/common-replies.ts';
import { createReplies } from '../../src/replies/replies.ts';
import { createIntake, type Intake, type IntakeDependencies } from '../../src/telegram/intake.ts';

const from = { id: 7, is_bot: false, first_name: 'Ann' };
const message = { message_id: 1, chat: { id: 7, type: 'private' }, from, text: '/start' };

function fail(error: Error): () => never {
  return () => {
    throw error;
  };
}

const broken = fail(new Error('broken'));

/** An intake whose parts all throw when they are used, but for what is given. */
function intakeWith(parts: Partial<Record<keyof IntakeDependencies, unknown>>): Intake {
  const metric = { inc: broken, observe: broken };
  const all = {
    api: { answerCallbackQuery: broken },
    botId: 1,
    isAdmin: () => false,
    reading: verificationReading,
    replies: createReplies(createCommonReplies({ name: null, contact: null })),
    database: { run: broken, fork: broken },
    answering: {
      take: async (_id: unknown, _reply: unknown, take: (isHeld: boolean) => Promise<unknown>) => {
        if ((await take(true)) !== null) broken();
      },
    },
    albums: { has: () => false, add: () => {} },
    guard: { judge: () => 'answer', takeBack: () => {} },
    faults: () => {},
    log: { warn: broken, error: broken, debug: broken, info: broken },
    metrics: { updates: metric, updateTakenSeconds: metric, verifications: metric },
    onAdmin: () => {},
    onRefused: () => {},
    ...parts,
  };
  return createIntake(all as unknown as IntakeDependencies);
}

describe('taking an update', () => {
  test('ends whatever fails: the database, the apology, the log and the metrics', async () => {
    expect(await intakeWith({})({ update_id: 1, message })).toBe(true);
  });

  test('ends for what is no update, though nobody can be told', async () => {
    expect(await intakeWith({})({})).toBe(false);
  });

  test('ends when it cannot be found out what the update asks for', async () => {
    expect(await intakeWith({ isAdmin: broken })({ update_id: 1, message })).toBe(true);
  });

  test('ends for a press whose answer throws at once', async () => {
    const press = { update_id: 1, callback_query: { id: '1', from, data: 'add:1' } };
    const isAdmin = () => true;
    const log = { error: () => {}, debug: () => {}, warn: () => {} };
    expect(await intakeWith({ isAdmin, log })(press)).toBe(true);
  });

  test('is put off while the database is away', async () => {
    const away = new Error('Connection terminated unexpectedly');
    const intake = intakeWith({ database: { run: fail(away) } });
    for (let n = 0; n < 20; n++) await expect(intake({ update_id: 1, message })).rejects.toBe(away);
  });

  test('is put off when the database went away before the apology was noted', async () => {
    const away = new Error('Connection terminated unexpectedly');
    const run = async ({ name }: { name: string }) =>
      name === 'put_update_aside' ? fail(away)() : broken();
    await expect(intakeWith({ database: { run } })({ update_id: 1, message })).rejects.toBe(away);
  });

  test('is put off when a newer program owns the session', async () => {
    const newer = new AppError('newer_snapshot', 'a newer program owns this session');
    const session = { database: { fork: fail(newer) } };
    const intake = intakeWith({ isAdmin: () => true, session });
    for (let n = 0; n < 20; n++)
      await expect(intake({ update_id: 1, message })).rejects.toBe(newer);
    const kept = (isOver: boolean) => intake({ update_id: 1, message }, { tries: 9, isOver });
    await expect(kept(false)).rejects.toBe(newer);
    expect(await kept(true)).toBe(true);
  });
});
