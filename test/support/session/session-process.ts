import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { z } from 'zod';
import { adminSessions } from '../../../machines/admin-sessions.ts';
import type { OperationName } from '../../../machines/session/operations.ts';
import { createOperations } from '../../../src/bot/all-features.ts';
import { createDatabase } from '../../../src/database/database.ts';
import { isPassingDatabaseError } from '../../../src/database/database-errors.ts';
import type { Faults } from '../../../src/faults.ts';
import { drawPicture } from '../../../src/images/draw-picture.ts';
import { createPhotoNormaliser } from '../../../src/images/normalise-photo.ts';
import { startJobEngine } from '../../../src/jobs/job-engine.ts';
import { createJobSender } from '../../../src/jobs/session-jobs.ts';
import { startSweeping } from '../../../src/jobs/sweep.ts';
import { startWorkers } from '../../../src/jobs/workers.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { createPictures } from '../../../src/photos/pictures.ts';
import { untilReachable } from '../../../src/process/until-reachable.ts';
import type { SessionDependencies } from '../../../src/session/dependencies.ts';
import type { Showing } from '../../../src/session/ports.ts';
import { type SessionUpdate, takeEvent } from '../../../src/session/take.ts';
import { createFilePhotoStore } from '../../../src/storage/file-photo-store.ts';
import { jpeg } from '../data/pictures.ts';
import { createFakeFiles } from '../playground/fake-files.ts';
import { createHeld } from '../waiting/held.ts';
import { stageOperations } from './staged-operations.ts';

/**
 * One process that takes updates from its parent and does the session's work on a database that it
 * shares with others. What it shows it writes into the table `shown`, which the parent made.
 */
const settings = z.object({ DATABASE_URL: z.string(), PHOTOS_DIR: z.string() }).parse(process.env);

const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take'), ticket: z.number(), update: z.looseObject({}) }),
  /** Has the next run of this operation wait for `release`. */
  z.object({ type: z.literal('hold'), child: z.string() }),
  z.object({ type: z.literal('release') }),
  /** Ends the process, as a power failure would, when it next passes this fault point. */
  z.object({ type: z.literal('crash'), point: z.string() }),
]);

const log = pino({ level: 'silent' });
const { signal } = new AbortController();
const database = await createDatabase(settings.DATABASE_URL);
await untilReachable('the database', () => database.migrate(), { log, signal });
const engine = await startJobEngine(settings.DATABASE_URL, log, { onlyProcess: false });

let crashPoint: string | undefined;
const faults: Faults = async (point) => {
  if (point === crashPoint) process.kill(process.pid, 'SIGKILL');
};

const files = createFakeFiles();
files.held.set('photo-file', await jpeg('tomato', { width: 80, height: 112 }));
const photos = createFilePhotoStore(settings.PHOTOS_DIR);
await photos.check();
const staged = stageOperations(
  createOperations({
    files,
    normalise: createPhotoNormaliser(),
    photos,
    pictures: createPictures({ database, photos, draw: drawPicture, log }),
    botId: 42,
    faults,
  }),
);

const showing: Showing = {
  async show({ adminId, revision, snapshot, showOn, delivered, noteDelivered }) {
    for (const { key } of snapshot.context.deliveries) {
      if (!delivered.includes(key)) await noteDelivered(key);
    }
    await database
      .fork()
      .execute('insert into shown (admin_id, revision, state) values (?, ?, ?)', [
        adminId,
        revision,
        adminSessions.statePath(snapshot),
      ]);
    if (Math.random() < 0.05) return { type: 'due', seconds: 0.2 };
    return { type: 'shown', message: showOn ?? revision };
  },
  busy: () => () => {},
};

const session: SessionDependencies = {
  database,
  machine: adminSessions,
  operations: staged.operations,
  jobs: createJobSender(engine),
  showing,
  log,
  metrics: createMetrics(),
  faults,
};

let held = createHeld();
function hold(child: OperationName): void {
  held = createHeld();
  staged.replace(child, async (input, context, real) => {
    tell({ type: 'holding', child });
    await held.hold();
    return real(input, context);
  });
}

async function take(update: SessionUpdate): Promise<string> {
  for (;;) {
    try {
      const taken = await takeEvent(session, update);
      await faults('after-take');
      return taken;
    } catch (error) {
      if (!isPassingDatabaseError(error)) throw error;
    }
  }
}

function tell(message: object): void {
  process.send?.(message);
}

process.on('message', async (message) => {
  const asked = command.parse(message);
  if (asked.type === 'hold') hold(asked.child as OperationName);
  if (asked.type === 'release') held.release();
  if (asked.type === 'crash') crashPoint = asked.point;
  if (asked.type !== 'take') return;
  const result = await take(asked.update as unknown as SessionUpdate);
  tell({ type: 'taken', ticket: asked.ticket, result });
});
process.on('disconnect', () => process.exit(0));

await startWorkers({ engine, database, photos, session });
await startSweeping({ session, takeUp: async () => {}, log });
tell({ type: 'ready', name: randomUUID() });
