import { z } from 'zod';
import type { KeptSlices, Notices, Places, Slices } from './registry.ts';

export type NoticeCode = keyof Notices;

/** Something that is sent once beside the screen; `key` names this one sending, so that it is noted and not repeated. */
const delivery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('qr'), key: z.string(), code: z.string() }),
  z.strictObject({ kind: z.literal('photos'), key: z.string(), cardId: z.uuid() }),
]);

export type Delivery = z.infer<typeof delivery>;

/** The most places that the trail remembers. */
export const LONGEST_TRAIL = 4;

/** The schemas of what is the same in the contexts of all sessions. */
export const sessionFields = {
  operation: z
    .strictObject({ id: z.string().min(1).max(64), attempt: z.number().int().positive() })
    .nullable(),
  failure: z.string().max(64).nullable(),
  deliveries: z.array(delivery).max(4),
  albums: z.array(z.strictObject({ id: z.string().max(80), told: z.boolean() })).max(8),
};

type SessionFields = z.infer<z.ZodObject<typeof sessionFields>>;

/** The slice of the part in which the session is; `part` tells whose it is. */
export type Slice = Slices[keyof Slices];

/** A place that *Back* leads to; `part` tells which part knows how. */
export type Place = Places[keyof Places];

/**
 * The context of an admin session: plain JSON, checked when it is saved and when it is loaded.
 * `operation` is the effect that the machine waits for or that failed last; `failure` says why it
 * failed. `slice` is of the part in which the session is, and dropped when another one is entered;
 * `kept` is what parts remember wherever the session is. `trail` is where *Back* leads, the next last.
 */
export interface AdminContext extends SessionFields {
  notice: { code: NoticeCode; count?: number | undefined } | null;
  trail: Place[];
  slice: Slice | null;
  kept: { [P in keyof KeptSlices]: KeptSlices[P] | null };
}

/** The context of a session that has just begun. */
export function emptyContext(kept: AdminContext['kept']): AdminContext {
  return {
    operation: null,
    failure: null,
    notice: null,
    deliveries: [],
    albums: [],
    trail: [],
    slice: null,
    kept,
  };
}
