import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import {
  freshSnapshot,
  persistSnapshot,
  restoreSnapshot,
  SNAPSHOT_VERSION,
} from '../../machines/snapshot.ts';
import { statePath } from '../../machines/state-path.ts';
import { adminCases, resultCases, STORED_PHOTO } from './cases.ts';
import { walkTo } from './snapshot-walks.ts';

type Json = Record<string, unknown>;

/** The JSON of a session that waits for its first photo to be stored. */
function storing(): Json & { context: Json; children: Record<string, Json> } {
  const photo = { fileId: 'file', kind: 'photo', size: null } as const;
  const cardId = '00000000-0000-4000-8000-00000000000a';
  let [snapshot] = transition(adminMachine, freshSnapshot(), {
    id: '1',
    type: 'ADD',
    cardId,
    code: 'CODE',
  });
  [snapshot] = transition(adminMachine, snapshot, {
    id: '2',
    type: 'PHOTO',
    photo,
    album: null,
    captioned: false,
  });
  return persistSnapshot(snapshot) as never;
}

function reasonFor(stored: unknown, version = SNAPSHOT_VERSION): string {
  const restored = restoreSnapshot(version, stored);
  return restored.type === 'broken' ? restored.reason : restored.type;
}

describe('a snapshot', () => {
  test('goes on after coming back as if it had never left', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 }), { maxLength: 40 }), (choices) => {
        let kept = freshSnapshot();
        let stored = persistSnapshot(kept);
        for (const [step, choice] of choices.entries()) {
          const cases = [...adminCases(), ...resultCases(kept)];
          const { event } = cases[choice % cases.length] ?? { event: { type: 'HOME' } };
          const taken = { ...event, id: String(step) } as (typeof cases)[number]['event'];
          const back = restoreSnapshot(SNAPSHOT_VERSION, stored);
          if (back.type !== 'restored') throw new Error(`${statePath(kept)} is ${back.type}`);
          [kept] = transition(adminMachine, kept, taken);
          stored = persistSnapshot(transition(adminMachine, back.snapshot, taken)[0]);
          expect(stored).toEqual(persistSnapshot(kept));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a new session is at home, with the notice it is given', () => {
    expect(statePath(freshSnapshot())).toBe('home');
    expect(freshSnapshot().context.notice).toBeNull();
    const reset = freshSnapshot('session_reset');
    const back = restoreSnapshot(SNAPSHOT_VERSION, persistSnapshot(reset));
    expect(back).toMatchObject({
      type: 'restored',
      snapshot: { value: 'home', context: { notice: { code: 'session_reset' } } },
    });
  });

  test('is plain JSON, and keeps the input of its operation', () => {
    expect(storing().children.storeOriginal).toMatchObject({
      src: 'storeOriginal',
      snapshot: { status: 'active', input: { photo: { fileId: 'file' } } },
    });
  });

  test('of a later version is left alone', () => {
    expect(restoreSnapshot(SNAPSHOT_VERSION + 1, storing())).toEqual({ type: 'newer' });
    expect(restoreSnapshot(SNAPSHOT_VERSION + 1, 'whatever it may be')).toEqual({ type: 'newer' });
  });

  test.each([0, -1, 0.5])('of version %s, which never was, is broken', (version) => {
    expect(restoreSnapshot(version, storing()).type).toBe('broken');
  });
});

describe('a broken snapshot', () => {
  test.each<[string, unknown]>([
    ['nothing', null],
    ['undefined', undefined],
    ['an empty object', {}],
    ['a string', 'home'],
    ['a number', 7],
    ['a list', []],
    ['one without a context', { ...storing(), context: undefined }],
    ['one with an empty context', { ...storing(), context: {} }],
    ['one without children', { ...storing(), children: undefined }],
    ['one that failed', { ...storing(), status: 'error', error: {} }],
    ['one that is done', { ...storing(), status: 'done' }],
    ['one that was stopped', { ...storing(), status: 'stopped', children: {} }],
    ['one whose operation failed', withChild({ snapshot: { status: 'error', error: {} } })],
    ['one whose operation was stopped', withChild({ snapshot: { status: 'stopped' } })],
    ['one whose operation has no snapshot', withChild({ snapshot: undefined })],
    ['one with more in its context than we know', withContext({ extra: 1 })],
    ['one with less', withContext({ albums: undefined })],
    ['one with a notice that there is not', withContext({ notice: { code: 'hello' } })],
    ['one with a card of another shape', withContext({ kept: { addCard: { id: 'x' } } })],
    ['one whose value is no state', { ...storing(), value: 7 }],
  ])('%s is told by its shape', (_, stored) => {
    expect(reasonFor(stored)).toBe('schema');
  });

  test.each<[string, unknown]>([
    ['a state that there is not', 'nowhere'],
    ['a state inside that there is not', { addCard: 'nowhere' }],
    ['a state without the one inside it', 'addCard'],
    ['nothing inside', { addCard: {} }],
    ['too deep a state', { addCard: { storingOriginal: 'nowhere' } }],
    ['two states at once', { addCard: 'storingOriginal', cards: 'shown' }],
    ['a state that is left at once', { addCard: 'resuming' }],
    ['no state at all', {}],
    ['a name that every object has', 'constructor'],
    ['another one', { addCard: '__proto__' }],
  ])('one with %s is told by its state', (_, value) => {
    expect(reasonFor({ ...storing(), value })).not.toBe('restored');
    expect(reasonFor({ ...storing(), value, children: {} })).not.toBe('restored');
  });

  test.each<[string, unknown]>([
    ['without its operation', { ...storing(), children: {} }],
    ['whose operation there is no more', withChild({ src: 'storedOriginal' })],
    ['whose operation is another one', withChild({ src: 'registerCard' })],
    ['with an operation that its state does not wait for', { ...storing(), value: 'home' }],
    [
      'with two operations',
      {
        ...storing(),
        children: {
          ...storing().children,
          listCards: { src: 'listCards', snapshot: { status: 'active', input: {} } },
        },
      },
    ],
  ])('one %s is told by its operation', (_, stored) => {
    expect(reasonFor(stored)).toBe('actor');
  });

  test('one that waits for an operation without an id is told', () => {
    expect(reasonFor(withContext({ operation: null }))).toBe('operation');
  });

  test('one in the wizard without a card is told', () => {
    expect(reasonFor(withContext({ kept: { addCard: null } }))).toBe('slice');
  });

  test.each<[string, string, unknown]>([
    ['a card that it does not name', 'shown', null],
    ['a card that was not read', 'shown', { card: null }],
    ['a card that was not read', 'confirming', { card: null }],
    ['a change that was not chosen', 'changingFailed', { change: null }],
    ['the slice of another part', 'loading', { part: 'statistics', totals: null }],
  ])('one with %s is told in openedCard.%s', (_, state, change) => {
    const { context } = persistSnapshot(walkTo('openedCard.changingFailed')) as { context: Json };
    const slice =
      change === null || Object.hasOwn(Object(change), 'part')
        ? change
        : { ...Object(context.slice), ...Object(change) };
    const stored = { ...storing(), value: { openedCard: state }, children: {} };
    expect(reasonFor({ ...stored, context: { ...context, slice } })).toBe(
      state === 'loading' ? 'actor' : 'slice',
    );
  });

  test('its reason holds nothing of what is in it', () => {
    expect(reasonFor(withContext({ notice: { code: 'SECRET' } }))).not.toContain('SECRET');
    expect(reasonFor({ ...storing(), value: 'SECRET' })).not.toContain('SECRET');
  });

  test('whatever it is, nothing is thrown, started or printed', () => {
    const printed = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    const timers = vi.spyOn(globalThis, 'setTimeout');
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (value, context, children) => {
        const stored = storing();
        for (const change of [
          { value },
          { context },
          { children },
          { value, context, children },
          { context: { ...stored.context, kept: { addCard: context } } },
          { context: { ...stored.context, slice: [context] } },
          { children: { storeOriginal: children } },
        ]) {
          expect(restoreSnapshot(SNAPSHOT_VERSION, { ...stored, ...change }).type).toBe('broken');
        }
      }),
    );
    for (const spy of [...printed, timers]) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('what could not be restored is not saved', () => {
  test('a session that met an error', () => {
    const [broken] = transition(adminMachine, freshSnapshot(), {
      type: 'xstate.error.actor.none',
      id: '1',
    } as never);
    expect(() => persistSnapshot({ ...broken, status: 'error', error: null } as never)).toThrow(
      /cannot go on from here: state/,
    );
  });

  test('a context that the schema does not allow', () => {
    const { context } = freshSnapshot();
    const tooLong = { ...context, failure: 'x'.repeat(100) };
    expect(() => persistSnapshot({ ...freshSnapshot(), context: tooLong } as never)).toThrow();
  });

  test('a result of another form than its operation has', () => {
    const back = restoreSnapshot(SNAPSHOT_VERSION, storing());
    if (back.type !== 'restored') throw new Error('not restored');
    for (const output of [{ ...STORED_PHOTO, sha256: 'short' }, 'a photo', 7]) {
      const event = { type: 'xstate.done.actor.storeOriginal', output, actorId: 'storeOriginal' };
      const [next] = transition(adminMachine, back.snapshot, event as never);
      expect(() => persistSnapshot(next)).toThrow();
    }
  });
});

function withContext(change: Json): unknown {
  const stored = storing();
  return { ...stored, context: { ...stored.context, ...change } };
}

function withChild(change: Json): unknown {
  const stored = storing();
  return {
    ...stored,
    children: { storeOriginal: { ...stored.children.storeOriginal, ...change } },
  };
}
