import type { Upload } from '../state/files.ts';

/** One call of a Bot API method, however it came in. */
export interface Query {
  /** The method's name as it was written; names are not case-sensitive. */
  readonly method: string;
  /** The parameters as texts, as Telegram's server sees them: objects and arrays as JSON. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Uploaded files by the name of their field. */
  readonly files: ReadonlyMap<string, Upload>;
}

/**
 * Turns the parameters of a JSON body into texts. A parameter that is null counts as absent.
 * @param body what `JSON.parse` gave; anything but an object has no parameters
 */
export function textParameters(body: unknown): Record<string, string> {
  const parameters: Record<string, string> = {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return parameters;
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined) continue;
    parameters[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return parameters;
}
