import { z } from 'zod';
import { type AdminSnapshot, restoreSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { createDatabase, type PreparedStatement } from '../../src/database/database.ts';

/** An admin's session as its row tells of it. */
export interface Session {
  readonly adminId: number;
  readonly snapshot: AdminSnapshot;
  readonly state: StatePath;
  readonly revision: number;
  readonly shownRevision: number;
  /** The operation under way; null while there is none. */
  readonly operation: {
    readonly name: string;
    readonly attempt: number;
    readonly run: number;
  } | null;
}

/** What the database holds, as far as a tester looks. */
export interface Records {
  readonly sessions: readonly Session[];
  /** The verification codes of the cards, in the order in which the cards were registered. */
  readonly codes: readonly string[];
  /** How many updates were taken and are not answered yet. */
  readonly unfinished: number;
}

/** Reads the database beside the bot, on a connection of its own; changes nothing. */
export interface RecordReader {
  read(): Promise<Records>;
  close(): Promise<void>;
}

const SESSIONS: PreparedStatement = {
  name: 'qa_sessions',
  text: `select admin_id::float8 as "adminId", version, snapshot, revision,
      shown_revision as "shownRevision", child, attempt, run
    from admin_session order by admin_id`,
};
const CODES: PreparedStatement = {
  name: 'qa_codes',
  text: 'select code from card order by registered_at, id',
};
const UNFINISHED: PreparedStatement = {
  name: 'qa_unfinished',
  text: 'select count(*)::int as count from taken_update where finished_at is null',
};

const sessionRows = z.array(
  z.object({
    adminId: z.number(),
    version: z.number(),
    snapshot: z.unknown(),
    revision: z.number(),
    shownRevision: z.number(),
    child: z.string().nullable(),
    attempt: z.number(),
    run: z.number(),
  }),
);
const codeRows = z.array(z.object({ code: z.string() }));
const countRows = z.tuple([z.object({ count: z.number() })]);

/** Opens the database at `url`, which has the bot's tables already. */
export async function createRecordReader(url: string): Promise<RecordReader> {
  const database = await createDatabase(url);
  return {
    async read() {
      const [sessions, codes, unfinished] = await Promise.all([
        database.run(SESSIONS, []),
        database.run(CODES, []),
        database.run(UNFINISHED, []),
      ]);
      return {
        sessions: sessionRows.parse(sessions).map(sessionOf),
        codes: codeRows.parse(codes).map(({ code }) => code),
        unfinished: countRows.parse(unfinished)[0].count,
      };
    },
    close: () => database.close(),
  };
}

/** Throws for a snapshot that cannot be restored: nothing of this program writes one. */
function sessionOf(row: z.infer<typeof sessionRows>[number]): Session {
  const restored = restoreSnapshot(row.version, row.snapshot);
  if (restored.type !== 'restored') {
    throw new Error(`the session of the admin ${row.adminId} cannot be read: ${restored.type}`);
  }
  const { adminId, revision, shownRevision, child, attempt, run } = row;
  return {
    adminId,
    snapshot: restored.snapshot,
    state: statePath(restored.snapshot),
    revision,
    shownRevision,
    operation: child === null ? null : { name: child, attempt, run },
  };
}
