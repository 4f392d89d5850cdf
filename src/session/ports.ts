import type { EntityManager } from '@mikro-orm/postgresql';
import type { SessionSnapshot } from '../../machines/session/machine.ts';
import type { OperationName } from '../../machines/session/operations.ts';

/**
 * One operation of one admin's session, of one attempt: what an `operate` job points at. `operation` and
 * `attempt` tell it from all others; `child` is its name as of when it began, which a later program may
 * have changed.
 */
export interface OperationKey {
  readonly adminId: number;
  readonly child: string;
  readonly operation: string;
  readonly attempt: number;
}

/** Sends jobs inside a transaction: they appear with its commit and vanish with its rollback. */
export interface JobSender {
  screen(em: EntityManager, adminId: number): Promise<void>;
  operate(em: EntityManager, key: OperationKey): Promise<void>;
  /** Sends the screen job again in so many seconds. */
  screenLater(em: EntityManager, adminId: number, seconds: number): Promise<void>;
  /** Sends the operate job again in so many seconds. */
  operateLater(em: EntityManager, key: OperationKey, seconds: number): Promise<void>;
}

/** The chat with an admin, and the topic of it in which they were last (null: in none). */
export interface AdminChat {
  readonly adminId: number;
  readonly topic: number | null;
}

/** One screen to be shown. */
export interface ScreenRequest extends AdminChat {
  readonly language: string | null;
  readonly snapshot: SessionSnapshot;
  /** Goes into the callback data of the buttons, so that a press tells which screen it is of. */
  readonly revision: number;
  /** The message to edit; null: send a new one. */
  readonly showOn: number | null;
  /** The message whose buttons a new screen replaces; null: there is none. */
  readonly screenMessage: number | null;
  /** The keys of what was sent already: of whole deliveries, or `<key>:<part>` of parts. */
  readonly delivered: readonly string[];
  /** Notes a delivery, or a part of one, as sent; to be awaited after each. */
  noteDelivered(key: string): Promise<void>;
}

/** How showing a screen ended: `message` is the one that carries it now (null: none was needed); `due`: not before so many seconds are over; `gone`: the admin cannot be reached. */
export type Shown =
  | { type: 'shown'; message: number | null }
  | { type: 'due'; seconds: number }
  | { type: 'gone' };

/** Where screens are shown. Never throws for what the messenger answers, only when the signal ends it. */
export interface Showing {
  show(request: ScreenRequest, signal: AbortSignal): Promise<Shown>;
  /** Lets the admin see that an operation is under way, until the returned function is called. */
  busy(chat: AdminChat, child: OperationName): () => void;
}
