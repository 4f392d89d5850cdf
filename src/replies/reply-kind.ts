import type { z } from 'zod';
import type { Translator } from '../locales/translator.ts';
import type { Message } from '../screens/message.ts';
import type { PersonNames } from '../updates/person.ts';
import type { TakenForReply, UpdateId } from '../updates/take-update.ts';
import type { AddressedReply, Reply } from './reply.ts';

/** A reply that an update asks for. */
export interface AskedReply<R extends Reply> {
  readonly id: UpdateId;
  readonly person: PersonNames;
  /** What is to be stored with the update. */
  readonly addressed: AddressedReply<R>;
}

/** To which update of whom a reply is given, and in which language. */
export interface ReplyTo {
  readonly id: UpdateId;
  readonly personId: number;
  readonly translator: Translator;
}

/** An update that was taken, and what its kind found meanwhile. */
export interface TakenReply<Found = unknown> extends TakenForReply {
  readonly found?: Found;
}

/**
 * One kind of reply, from its taking to its message. `R` is what is stored of it, `Found` what its own
 * `take` finds.
 */
export interface ReplyKind<R extends Reply, Found = never> {
  readonly schema: z.ZodType<R>;
  /** As what metrics count an update that asks for it, and how long that takes. */
  readonly label: string;
  /**
   * Makes the message; null: there is nothing to say any more. It may be made again where sending failed.
   * Throws what the database throws.
   *
   * @param found what `take` found; null: not at hand, it is looked up
   */
  message(reply: R, to: ReplyTo, found: Found | null): Message | null | Promise<Message | null>;
  /**
   * Takes the update in a statement of its own, and finds what the message is made from. Returns null when
   * it was taken before: then nothing changes. Without this the update is noted, and each album is answered
   * once; with it each message of an album is.
   *
   * @param isHeld whether this process has the answer in hand
   */
  take?(asked: AskedReply<R>, isHeld: boolean): Promise<TakenReply<Found> | null>;
  /** Told of each update that was taken, to count it. Never throws. */
  onTaken?(found: Found | null): void;
  /**
   * Takes the update of somebody who floods, to be answered when they have calmed down; without this it is
   * left alone.
   *
   * @param notice what an update that this one replaces is answered with; null: with nothing
   * @returns whether the person is told by that
   */
  putOff?(asked: AskedReply<R>, notice: AddressedReply | null): Promise<boolean>;
  /** Whether the button that asks for it is still good: asked before a press is taken. Without this it always is. */
  isGood?(reply: R): Promise<boolean>;
}

/** The kinds of all these replies; one that is missing does not compile. */
export type RepliesOf<R extends Reply, Found = never> = {
  readonly [K in R['kind']]: ReplyKind<Extract<R, { kind: K }>, Found>;
};
