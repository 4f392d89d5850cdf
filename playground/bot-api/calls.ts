import { parseJson } from './parameters.ts';
import type { Query } from './query.ts';

/** A call of a Bot API method that was answered. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly chat_id?: number;
  /** The parameters as JSON values; uploaded files as their name and size in bytes. */
  readonly params: Record<string, unknown>;
  readonly ok: boolean;
  readonly error_code?: number;
  /** When it was answered, in milliseconds since 1970. */
  readonly at: number;
}

/** The last calls. In memory only. */
export interface Calls {
  note(query: Query, outcome: { chatId: number | undefined; errorCode?: number; at: number }): void;
  /** The calls of a method, or of all, newest last. */
  list(method?: string): Call[];
}

/** How many are kept; of getUpdates apart, so that polls do not push out the others. */
const KEPT = 2_000;

interface Noted {
  readonly id: number;
  readonly query: Query;
  readonly outcome: { chatId: number | undefined; errorCode?: number; at: number };
}

/** Parameters that are texts even if they look like something else. */
const TEXTS = new Set(
  'text caption callback_query_id description short_description name parse_mode url file_id'.split(
    ' ',
  ),
);

/** Makes an empty list of calls. */
export function createCalls(): Calls {
  const polls: Noted[] = [];
  const others: Noted[] = [];
  let lastId = 0;

  return {
    note(query, outcome) {
      lastId += 1;
      const list = query.method.toLowerCase() === 'getupdates' ? polls : others;
      list.push({ id: lastId, query: withoutBytes(query), outcome });
      if (list.length > 2 * KEPT) list.splice(0, list.length - KEPT);
    },
    list(method) {
      const all = [...polls.slice(-KEPT), ...others.slice(-KEPT)].sort((a, b) => a.id - b.id);
      const wanted = method?.toLowerCase();
      return all
        .filter(({ query }) => wanted === undefined || query.method.toLowerCase() === wanted)
        .map(asCall);
    },
  };
}

const NO_BYTES = Buffer.alloc(0);

/** Files are not held in memory for the list: only their sizes are. */
function withoutBytes(query: Query): Query {
  if (query.files.size === 0) return query;
  const files = new Map<string, { name: string; mime: string; bytes: Buffer; size: number }>();
  for (const [field, { name, mime, bytes }] of query.files) {
    files.set(field, { name, mime, bytes: NO_BYTES, size: bytes.length });
  }
  return { ...query, files };
}

function asCall({ id, query, outcome }: Noted): Call {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query.parameters)) {
    params[name] = TEXTS.has(name) ? value : (parseJson(value)?.value ?? value);
  }
  for (const [field, file] of query.files) {
    params[field] = { file: file.name, size: 'size' in file ? file.size : file.bytes.length };
  }
  const { chatId, errorCode, at } = outcome;
  return {
    id,
    method: query.method,
    ...(chatId !== undefined && { chat_id: chatId }),
    params,
    ok: errorCode === undefined,
    ...(errorCode !== undefined && { error_code: errorCode }),
    at,
  };
}
