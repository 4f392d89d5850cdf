import { createActor, initialTransition, type SnapshotFrom } from 'xstate';
import { z } from 'zod';
import { adminMachine } from './admin-session.ts';
import { contextSchema, isOperationName, parts } from './all-parts.ts';
import { toLife } from './migrations/to-life.ts';
import { toParts } from './migrations/to-parts.ts';
import type { NoticeCode } from './session/context.ts';
import type { Restored } from './session/machine.ts';
import type { OperationName } from './session/operations.ts';
import type { HeldPhoto } from './session/part.ts';
import { statePath } from './state-path.ts';

/** The version of the snapshots that this program writes; it stands beside the snapshot, in the row. */
export const SNAPSHOT_VERSION = 4;

export type AdminSnapshot = SnapshotFrom<typeof adminMachine>;

/** Brings the JSON of a snapshot from the version under which it stands to the one after it; pure. */
export type Migrations = Readonly<Record<number, (snapshot: unknown) => unknown>>;

/** The second version says more (new notices) and means the same by what the first one says; the third is of parts; the fourth knows a card's life, and counts visits. */
const MIGRATIONS: Migrations = { 1: (snapshot) => snapshot, 2: toParts, 3: toLife };

const child = z.looseObject({
  src: z.string(),
  snapshot: z.looseObject({ status: z.literal('active') }),
});

const persistedSchema = z.object({
  status: z.literal('active'),
  value: z.union([z.string(), z.record(z.string(), z.unknown())]),
  context: contextSchema,
  children: z.record(z.string(), child),
});

/**
 * Takes the version and the JSON of a stored snapshot and returns it ready for `transition`, migrated
 * to today's version. Never throws and never starts an actor: what cannot be restored is `broken`, with
 * a reason that holds no content of the snapshot.
 */
export function restoreSnapshot(
  version: number,
  stored: unknown,
  migrations: Migrations = MIGRATIONS,
): Restored<AdminSnapshot> {
  if (version > SNAPSHOT_VERSION) return { type: 'newer' };
  try {
    return restoreCurrent(migrate(version, stored, migrations));
  } catch (error) {
    return { type: 'broken', reason: error instanceof Error ? error.name : 'unknown' };
  }
}

function migrate(version: number, stored: unknown, migrations: Migrations): unknown {
  let snapshot = stored;
  for (let from = version; from < SNAPSHOT_VERSION; from++) {
    const migration = migrations[from];
    if (migration === undefined) throw new RangeError(`no migration from version ${from}`);
    snapshot = migration(snapshot);
  }
  return snapshot;
}

function restoreCurrent(stored: unknown): Restored<AdminSnapshot> {
  const parsed = persistedSchema.safeParse(stored);
  if (!parsed.success) return { type: 'broken', reason: 'schema' };
  const snapshot = createActor(adminMachine, {
    snapshot: parsed.data as unknown as AdminSnapshot,
  }).getSnapshot();
  const reason = whyBroken(snapshot) ?? whyAnother(snapshot, parsed.data);
  return reason === null ? { type: 'restored', snapshot } : { type: 'broken', reason };
}

/** XState completes a value that names only a part of a state with the initial child. That would move the session, so such a snapshot is broken. */
function whyAnother({ value }: AdminSnapshot, stored: { value: unknown }): string | null {
  return JSON.stringify(value) === JSON.stringify(stored.value) ? null : 'state';
}

/** What keeps a snapshot from going on, in one word; null when nothing does. */
function whyBroken(snapshot: AdminSnapshot): string | null {
  if (snapshot.status !== 'active' || !restsInOneState(snapshot)) return 'state';
  if (!hasItsChildren(snapshot)) return 'actor';
  if (activeOperation(snapshot) !== null && snapshot.context.operation === null) return 'operation';
  return partsOf(snapshot).every((part) => part.isWhole(situationOf(snapshot))) ? null : 'slice';
}

/** The part in which a session is; none at home. */
function partsOf(snapshot: AdminSnapshot) {
  const [name] = statePath(snapshot).split('.');
  return parts.filter((part) => part.name === name);
}

function situationOf(snapshot: AdminSnapshot) {
  return { context: snapshot.context, state: statePath(snapshot) };
}

/** The photos that a session may still give to a card: nothing may be cleaned up there. */
export function heldPhotos(snapshot: AdminSnapshot): HeldPhoto[] {
  return parts.flatMap((part) => part.holds(situationOf(snapshot)));
}

/** The operation that a session waits for; null: it waits for none. */
export function activeOperation(snapshot: AdminSnapshot): OperationName | null {
  return Object.keys(snapshot.children).find(isOperationName) ?? null;
}

const childrenSchema = z.object({
  children: z.record(z.string(), z.object({ snapshot: z.object({ input: z.unknown() }) })),
});

/** What an operation takes that the session waits for, as it was stored when it began. */
export function inputOf(snapshot: AdminSnapshot, name: OperationName): unknown {
  const { children } = childrenSchema.parse(persistSnapshot(snapshot));
  return children[name]?.snapshot.input ?? null;
}

/** There is no screen for a state that is left at once. */
function restsInOneState({ _nodes: nodes }: AdminSnapshot): boolean {
  const leaves = nodes.filter((node) => node.type === 'atomic');
  return leaves.length === 1 && leaves.every((leaf) => !leaf.always?.length);
}

/** An actor whose name the machine no longer knows is dropped without a word, and its state would wait for ever. */
function hasItsChildren(snapshot: AdminSnapshot): boolean {
  const expected = snapshot._nodes.flatMap((node) =>
    node.invoke.map(({ id, src }) => `${id} ${String(src)}`),
  );
  const actual = Object.entries(snapshot.children).map(([id, actor]) => `${id} ${actor?.src}`);
  return expected.toSorted().join() === actual.toSorted().join();
}

/** The snapshot of a session that begins now, at home; `notice` is the sentence its first screen carries. */
export function freshSnapshot(notice: NoticeCode | null = null): AdminSnapshot {
  const [snapshot] = initialTransition(adminMachine);
  if (notice === null) return snapshot;
  return { ...snapshot, context: { ...snapshot.context, notice: { code: notice } } };
}

/** The JSON of a snapshot, as it is stored. Throws when it could not be restored, so that no session is ever saved broken. */
export function persistSnapshot(snapshot: AdminSnapshot): unknown {
  const reason = whyBroken(snapshot);
  if (reason !== null) throw new Error(`a session cannot go on from here: ${reason}`);
  contextSchema.parse(snapshot.context);
  return JSON.parse(JSON.stringify(adminMachine.getPersistedSnapshot(snapshot)));
}
