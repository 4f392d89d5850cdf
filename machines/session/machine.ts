import type { AdminContext, NoticeCode } from './context.ts';
import type { AdminEvent } from './events.ts';
import type { OperationName } from './operations.ts';
import type { HeldPhoto } from './part.ts';

/** A session of some machine, as of one moment. What else is in it, its machine alone knows. */
export interface SessionSnapshot {
  readonly context: AdminContext;
  hasTag(tag: 'asks' | 'busy' | 'failed' | 'lasting'): boolean;
}

/** What came of restoring a stored snapshot. `newer` was written by a later program and is to be left alone. */
export type Restored<Snapshot extends SessionSnapshot = SessionSnapshot> =
  | { type: 'restored'; snapshot: Snapshot }
  | { type: 'newer' }
  | { type: 'broken'; reason: string };

/** How an operation ended, for the session that waits for it. */
export type OperationEnd =
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly code: string };

/** A machine whose sessions are kept: all that is asked of it by who keeps them. Pure. */
export interface SessionMachine {
  /** A person has one session with each machine; this name tells them apart. */
  readonly name: string;
  /** The version of the snapshots that it writes; it stands beside the snapshot. */
  readonly version: number;
  /** A session that begins now; `notice` is the sentence its first screen carries. */
  fresh(notice?: NoticeCode): SessionSnapshot;
  /** Never throws. */
  restore(version: number, stored: unknown): Restored;
  /** The JSON of a snapshot, as it is stored. Throws when it could not be restored. */
  persist(snapshot: SessionSnapshot): unknown;
  /** Takes what an admin does. Returns the same snapshot where it changes nothing. */
  take(snapshot: SessionSnapshot, event: AdminEvent): SessionSnapshot;
  /** Takes how the operation ended that the session waits for. */
  end(snapshot: SessionSnapshot, operation: OperationName, end: OperationEnd): SessionSnapshot;
  /** The operation that the session waits for; null: it waits for none. */
  operationOf(snapshot: SessionSnapshot): OperationName | null;
  /** What the operation takes that the session waits for, as it was stored when it began. */
  inputOf(snapshot: SessionSnapshot, operation: OperationName): unknown;
  /** In which state the session is, with dots: `cards.shown`. */
  statePath(snapshot: SessionSnapshot): string;
  /** The photos that the session may still give to a card. */
  heldPhotos(snapshot: SessionSnapshot): HeldPhoto[];
}
