import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** One kind of record in the journal: values by id. */
export interface Collection<T> {
  /** What was there at the start, oldest first. The caller owns it from here on. */
  readonly entries: ReadonlyArray<readonly [id: string, value: T]>;
  /** Notes the value of an id; the last one noted counts. */
  put(id: string, value: T): void;
  /** Notes that an id is gone. */
  remove(id: string): void;
}

/**
 * An append-only file of everything that must survive a restart.
 *
 * Memory is what the playground works on; the journal is only read at the start. What was
 * written survives a killed process; a power cut may take the last moments.
 */
export interface Journal {
  /**
   * Takes a collection's records. Call it once for each name.
   * @throws z.ZodError if a record does not fit the schema: the file was edited or is of another version
   */
  collection<T>(name: string, schema: z.ZodType<T>): Collection<T>;
  /**
   * Resolves when everything noted so far is in the file. Calls at the same time share a write.
   * @throws the file system's error, for example of a full disk; the records are kept and tried again
   */
  saved(): Promise<void>;
  /** Saves and closes the file. */
  close(): Promise<void>;
}

const lineSchema = z.union([
  z.tuple([z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.unknown()]),
]);

/** The records that count, by collection and id, each as its line in the file. */
export type Records = Map<string, Map<string, string>>;

/**
 * Opens the journal, creating it where it is missing, and rewrites it without what no longer counts.
 * A line torn by a crash is left out.
 */
export async function openJournal(path: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const records = await readRecords(path);
  const compacted = `${path}.new`;
  const target = await open(compacted, 'w');
  for (const lines of records.values()) {
    await target.appendFile([...lines.values()].map((line) => `${line}\n`).join(''));
  }
  await target.close();
  await rename(compacted, path);
  const file = await open(path, 'a');
  return createJournal(records, {
    append: (text) => file.appendFile(text),
    close: () => file.close(),
  });
}

/** The file that a journal writes to. */
export interface JournalFile {
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a journal of the records that were read and the file that goes on with them. */
export function createJournal(records: Records, file: JournalFile): Journal {
  let waiting: string[] = [];
  let torn = false;
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function writeBatch(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      await file.append(`${torn ? '\n' : ''}${batch.join('')}`);
      torn = false;
    } catch (error) {
      waiting = [...batch, ...waiting];
      torn = true;
      throw error;
    }
  }

  function saved(): Promise<void> {
    if (next !== undefined) return next;
    if (waiting.length === 0) return current;
    next = current
      .catch(() => {})
      .then(() => {
        next = undefined;
        current = writeBatch();
        return current;
      });
    return next;
  }

  function note(line: unknown[]): void {
    waiting.push(`${JSON.stringify(line)}\n`);
    saved().catch(() => {});
  }

  return {
    collection(name, schema) {
      const lines = records.get(name) ?? new Map<string, string>();
      records.delete(name);
      const entries = [...lines].map(
        ([id, line]) => [id, schema.parse(lineSchema.parse(JSON.parse(line))[2])] as const,
      );
      return {
        entries,
        put: (id, value) => note([name, id, value]),
        remove: (id) => note([name, id]),
      };
    },
    saved,
    async close() {
      await saved();
      await file.close();
    },
  };
}

async function readRecords(path: string): Promise<Records> {
  const records: Records = new Map();
  const handle = await open(path, 'a+');
  await handle.close();
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    const record = parseLine(line);
    if (record === undefined) continue;
    const [name, id] = record;
    const lines = records.get(name) ?? new Map<string, string>();
    records.set(name, lines);
    if (record.length === 3) lines.set(id, line);
    else lines.delete(id);
  }
  return records;
}

function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
