import { beforeEach, describe, expect, test } from 'vitest';
import type { AnyReplyKind } from '../../src/replies/replies.ts';
import { createRemembered } from '../../src/telegram/remembered.ts';
import { type TakingReplyDependencies, takeReply } from '../../src/telegram/take-reply.ts';

const ANN = { id: 7, firstName: 'Ann', lastName: null, username: null, languageCode: 'en' };

/** What happened, in order. */
let told: string[];
/** What statements return; empty: the update was taken before. */
let rows: unknown[];
let kind: Partial<AnyReplyKind>;
let dependencies: TakingReplyDependencies;

beforeEach(() => {
  [told, rows] = [[], [{ before: null }]];
  kind = { onTaken: (found) => told.push(`counted ${found}`) };
  const run = async ({ name }: { name: string }, values: unknown[]) => {
    told.push(`${name} ${values[2] === null ? 'without an answer' : values[2]}`);
    return rows;
  };
  dependencies = {
    database: { run },
    replies: { kindOf: () => kind },
    answering: {
      take: (_id: unknown, reply: object, take: (isHeld: boolean) => Promise<unknown>) => {
        told.push(`to answer ${JSON.stringify(reply)}`);
        return take(true);
      },
    },
    albums: createRemembered(10),
    faults: async (point: string) => void told.push(point),
  } as unknown as TakingReplyDependencies;
});

function take(more: { topic?: number; album?: string } = {}) {
  const intent = { person: ANN, topic: null, reply: { kind: 'hint' }, ...more };
  return takeReply(dependencies, { botId: 1, updateId: 2 }, intent);
}

const STORED = '{"personId":7,"languageCode":"en","reply":{"kind":"hint"}}';

describe('an update that asks for a reply', () => {
  test('is taken with all that it takes to answer it, and counted', async () => {
    expect(await take()).toBe('taken');
    expect(told).toEqual([
      'before-take-commit',
      `to answer ${STORED}`,
      `take_update ${STORED}`,
      'after-take',
      'counted null',
    ]);
  });

  test('is answered in its topic', async () => {
    await take({ topic: 5 });
    expect(told[1]).toContain('"topic":5');
  });

  test('that was taken before is not counted', async () => {
    rows = [];
    expect(await take()).toBe('duplicate');
    expect(told.at(-1)).toBe('after-take');
  });

  test('is taken by its kind, where that finds something', async () => {
    kind.take = async ({ addressed, person }, isHeld) => {
      told.push(`own ${JSON.stringify(addressed)} of ${person.id}, held: ${isHeld}`);
      return { after: null, found: 'it' };
    };
    expect(await take()).toBe('taken');
    const own = `own ${STORED} of 7, held: true`;
    expect(told.slice(2)).toEqual([own, 'after-take', 'counted it']);
  });
});

describe('an album', () => {
  const unanswered = () => told.filter((one) => one === 'take_update without an answer').length;
  const toAnswer = () => told.filter((one) => one.startsWith('to answer')).length;

  test('is answered once, and all of it counted', async () => {
    for (let n = 0; n < 3; n++) expect(await take({ album: 'a' })).toBe('taken');
    expect([toAnswer(), unanswered()]).toEqual([1, 2]);
    expect(told.filter((one) => one.startsWith('counted'))).toHaveLength(3);
    await take({ album: 'b' });
    await take();
    await take();
    expect([toAnswer(), unanswered()]).toEqual([4, 2]);
  });

  test('of what its kind takes is answered each time', async () => {
    kind.take = async () => ({ after: null });
    for (let n = 0; n < 3; n++) await take({ album: 'a' });
    expect([toAnswer(), unanswered()]).toEqual([3, 0]);
  });

  test('that was answered for what its kind takes gets no other answer', async () => {
    kind.take = async () => ({ after: null });
    await take({ album: 'a' });
    kind = {};
    await take({ album: 'a' });
    expect([toAnswer(), unanswered()]).toEqual([1, 1]);
  });
});
