import { beforeEach, expect, test } from 'vitest';
import { createVerificationReplies } from '../../src/features/verification/replies.ts';
import type { VerificationReply } from '../../src/features/verification/stored-replies.ts';
import { type CommonReply, createCommonReplies } from '../../src/replies/common-replies.ts';
import { createReplies } from '../../src/replies/replies.ts';
import type { Reply } from '../../src/replies/reply.ts';
import { createFloodGuard } from '../../src/telegram/flood-guard.ts';
import { type FloodDependencies, takeUnlessFlooding } from '../../src/telegram/take-flood.ts';
import type { UpdateOutcome } from '../../src/telegram/update-metrics.ts';

const ANN = { id: 7, firstName: 'Ann', lastName: null, username: null, languageCode: 'en' };
const HINT: CommonReply = { kind: 'hint' };
const CODE: VerificationReply = { kind: 'verdict', code: 'ABCDEF123456' };
const AT_ONCE = 20;

let statements: string[];
let dependencies: FloodDependencies;

beforeEach(() => {
  statements = [];
  const run = async ({ name }: { name: string }) => {
    statements.push(name);
    return [{ update_id: 1, is_told: false }];
  };
  const database = { run } as never;
  const shop = { name: null, contact: null };
  dependencies = {
    database,
    replies: createReplies(
      createCommonReplies(shop),
      createVerificationReplies({ database, shop } as never),
    ),
    guard: createFloodGuard({ processes: 1, now: () => 0 }),
  } as unknown as FloodDependencies;
});

/** Takes so many updates of one person; `take` does what those that are not silenced ask for. */
async function takeMany(
  many: number,
  reply: Reply,
  take: () => UpdateOutcome = () => 'taken',
): Promise<UpdateOutcome[]> {
  const outcomes: UpdateOutcome[] = [];
  for (let updateId = 1; updateId <= many; updateId++) {
    const update = { update_id: updateId, texts: [], unreadable: [] };
    const intent = { type: 'reply' as const, person: ANN, topic: null, reply };
    const id = { botId: 1, updateId };
    outcomes.push(await takeUnlessFlooding(dependencies, { id, update, intent }, take));
  }
  return outcomes;
}

test('a thousand messages of one person cost one statement, which is to tell them', async () => {
  await takeMany(AT_ONCE + 1_000, HINT);
  expect(statements).toEqual(['tell_to_slow_down']);
});

test('each code beyond what is answered costs one statement', async () => {
  await takeMany(AT_ONCE + 100, CODE);
  expect(statements).toEqual(Array(100).fill('put_off_check'));
});

test('an update that is delivered again and again does not make its person one who floods', async () => {
  const away = new Error('the database is away');
  const fails = () => {
    throw away;
  };
  for (let n = 0; n < 100; n++) await expect(takeMany(1, HINT, fails)).rejects.toBe(away);
  expect(await takeMany(100, HINT, () => 'duplicate')).toEqual(Array(100).fill('duplicate'));
  expect((await takeMany(AT_ONCE + 1, HINT)).slice(-2)).toEqual(['taken', 'silenced']);
});

test('a person who could not be told is told with the next message', async () => {
  await takeMany(AT_ONCE, HINT);
  const { database } = dependencies;
  const away = { ...database, run: () => Promise.reject(new Error('away')) };
  dependencies = { ...dependencies, database: away as never };
  await expect(takeMany(1, HINT)).rejects.toThrow('away');
  dependencies = { ...dependencies, database };
  await takeMany(5, HINT);
  expect(statements).toEqual(['tell_to_slow_down']);
});
