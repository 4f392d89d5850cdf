import type { AdminContext } from './context.ts';
import type { KeptSlices, Slices } from './registry.ts';

/** The slice of a part; null while the session is elsewhere. */
export function sliceOf<P extends keyof Slices>(
  part: P,
  { slice }: Pick<AdminContext, 'slice'>,
): Slices[P] | null {
  return slice?.part === part ? (slice as Slices[P]) : null;
}

/** The slice of the part in which the session is. Throws where it is not there, which marks the snapshot as broken. */
export function requireSlice<P extends keyof Slices>(
  part: P,
  context: Pick<AdminContext, 'slice'>,
): Slices[P] {
  const slice = sliceOf(part, context);
  if (slice === null) throw new Error(`the session has no slice of ${part}`);
  return slice;
}

/** Changes a part of the slice of the part in which the session is; to be assigned. */
export function changeSlice<P extends keyof Slices>(
  part: P,
  context: Pick<AdminContext, 'slice'>,
  change: Partial<Slices[P]>,
): Pick<AdminContext, 'slice'> {
  return { slice: { ...requireSlice(part, context), ...change } };
}

/** Replaces what a part remembers wherever the session is; to be assigned. */
export function keep<P extends keyof KeptSlices>(
  part: P,
  { kept }: Pick<AdminContext, 'kept'>,
  slice: KeptSlices[P] | null,
): Pick<AdminContext, 'kept'> {
  return { kept: { ...kept, [part]: slice } };
}
