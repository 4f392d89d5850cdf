import type { z } from 'zod';
import type { AdminContext, NoticeCode } from './context.ts';
import type { AdminEvent } from './events.ts';
import type { OperationName } from './operations.ts';
import type { KeptSlices, Places, Slices } from './registry.ts';

/** A photo that a session may still give to a card: the place of a card at which nothing may be cleaned up. */
export interface HeldPhoto {
  readonly cardId: string;
  readonly slot: 'original' | 'packaged';
}

/**
 * What a part of the session brings beside its states: what is its own of the context, its words, and
 * what the others ask it. A part imports nothing of another one.
 */
export interface PartOf<Name extends string> {
  readonly name: Name;
  /** The schema of what it remembers as long as the session is in it. */
  readonly slice: Name extends keyof Slices ? z.ZodObject & z.ZodType<Slices[Name]> : null;
  /** The schema of what it remembers wherever the session is. */
  readonly kept: Name extends keyof KeptSlices ? z.ZodType<KeptSlices[Name]> : null;
  /** The schema of what it takes to come back to it. */
  readonly place: Name extends keyof Places ? z.ZodObject & z.ZodType<Places[Name]> : null;
  readonly events: readonly AdminEvent['type'][];
  readonly notices: readonly NoticeCode[];
  readonly operations: readonly OperationName[];
  /** Its own words, for the machine to know. */
  readonly guards: object;
  readonly actions: object;
  readonly states: object;
  /** What leads into it from wherever the session is, by the type of the event. */
  readonly entrances: object;
  /** Whether the context has what a state of this part stands on. */
  isWhole(session: StateOfPart): boolean;
  /** The photos that a session may still give to a card because of this part, wherever the session is. */
  holds(session: StateOfPart): HeldPhoto[];
}

/** A session as parts look at it; `state` is its path, such as `cards.shown`. */
export interface StateOfPart {
  readonly context: AdminContext;
  readonly state: string;
}

/** A part, for what is the same in each. */
export type AnyPart = Omit<PartOf<string>, 'slice' | 'kept' | 'place'> & {
  readonly slice: z.ZodObject | null;
  readonly kept: z.ZodType | null;
  readonly place: z.ZodObject | null;
};
