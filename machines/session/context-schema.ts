import { z } from 'zod';
import { type AdminContext, LONGEST_TRAIL, type NoticeCode, sessionFields } from './context.ts';
import type { AnyPart } from './part.ts';

/** The schema of a context whose parts are these. */
export function contextSchemaOf(notices: readonly NoticeCode[], parts: readonly AnyPart[]) {
  const slices = parts.flatMap(({ slice }) => (slice === null ? [] : [slice]));
  const places = parts.flatMap(({ place }) => (place === null ? [] : [place]));
  const kept = parts.flatMap(({ name, kept }) => (kept === null ? [] : [[name, kept.nullable()]]));
  return z.strictObject({
    ...sessionFields,
    notice: z
      .strictObject({ code: z.enum(notices), count: z.number().int().optional() })
      .nullable(),
    trail: z.array(z.union(places)).max(LONGEST_TRAIL),
    slice: z.union(slices).nullable(),
    kept: z.strictObject(Object.fromEntries(kept)),
  }) as unknown as z.ZodType<AdminContext>;
}
