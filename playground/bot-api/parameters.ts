import * as z from 'zod';
import { badRequest } from '../api-error.ts';
import type { Query } from './query.ts';

/**
 * Makes the parser of a method's parameters. Unknown ones are ignored, as Telegram does.
 * The parser throws ApiError 400 with the first thing that is wrong.
 */
export function parameterParser<T extends z.ZodRawShape>(
  shape: T,
): (query: Query) => z.infer<z.ZodObject<T>> {
  const schema = z.object(shape);
  return ({ parameters }) => {
    const parsed = schema.safeParse(parameters);
    if (parsed.success) return parsed.data;
    throw badRequest(parsed.error.issues[0]?.message ?? 'wrong parameters');
  };
}

/** A text; an absent one is empty. */
export const text = z.string().default('');

/** A text that must be there. */
export function requiredText(name: string) {
  const error = `Parameter "${name}" is required`;
  return z.string({ error }).min(1, { error });
}

/**
 * A whole number. As Telegram does, anything else counts as 0, and one out of range as the nearest
 * bound; an absent or empty one is the fallback.
 */
export function integer(fallback: number, min = -(2 ** 31), max = 2 ** 31 - 1) {
  return text.transform((value) => {
    if (value === '') return fallback;
    const number = /^\s*-?\d+/.test(value) ? Number.parseInt(value, 10) : 0;
    return Math.min(max, Math.max(min, number));
  });
}

/** A flag: `true`, `yes` or `1`; anything else is false. */
export const flag = text.transform((value) => ['true', 'yes', '1'].includes(value.toLowerCase()));

/** The message to work on; 0 if it is absent or no message's. */
export const messageId = integer(0).transform((id) => Math.max(0, id));

/**
 * A parameter that holds JSON. An absent or empty one is undefined.
 * @param name how Telegram calls it in "can't parse … JSON object"
 * @param schema what it must be; the message of its first issue is Telegram's reason
 */
export function json<T>(name: string, schema: z.ZodType<T>) {
  return text.transform((value, context): T | undefined => {
    if (value === '') return undefined;
    const parsed = parseJson(value);
    const result = parsed === undefined ? undefined : schema.safeParse(parsed.value);
    if (result?.success) return result.data;
    const message = result?.error.issues[0]?.message ?? `Can't parse ${name} JSON object`;
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  });
}

/** The value of a JSON text; undefined if it is none. */
export function parseJson(value: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(value) };
  } catch {
    return undefined;
  }
}
