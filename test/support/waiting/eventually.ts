import { expect } from 'vitest';

/** So long a busy machine may take, in milliseconds, for what is done in a moment. */
const PATIENCE = 25_000;

/** Looks again and again until what is seen is as the matcher wants it: `await eventually(look).toBe(3)`. */
export function eventually<T>(look: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: PATIENCE });
}
