import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../../src/database/database.ts';
import type { FaultPoint } from '../../../src/faults.ts';
import { createFilePhotoStore } from '../../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../../src/storage/photo-store.ts';
import { type FaultyBot, startFaultyBot } from '../bot/faulty-bots.ts';
import { PATIENT } from '../bot/patient-steps.ts';
import { type Phone, startPlayground, type TestPlayground } from '../playground/playground.ts';
import { freePort } from '../servers/free-port.ts';
import { createTestDatabase } from '../servers/test-database.ts';

const sender = z.looseObject({ from: z.looseObject({ id: z.number() }).optional() }).optional();
const updateSchema = z.looseObject({
  update_id: z.number(),
  message: sender,
  callback_query: sender,
});

/** An update that a phone made and that nobody has taken yet. */
export type HeldBack = z.infer<typeof updateSchema>;

/** A process of several that share a database, a photo store and a webhook. */
export interface Replica {
  readonly bot: FaultyBot;
  /** Delivers an update until it is acknowledged, as Telegram does. */
  deliver(update: HeldBack): Promise<void>;
  isPaused(): boolean;
  /** Stops it in the middle of what it does, as a frozen machine is, until it is woken. */
  pause(): void;
  wake(): void;
}

/** What was held up at a fault point in one of the processes. */
export interface HeldReplica {
  readonly replica: Replica;
  release(): void;
}

/** Several processes on one database, and a Telegram whose updates a test hands to whom it likes. */
export interface Replicas {
  readonly playground: TestPlayground;
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly all: readonly Replica[];
  /** An admin who has written nothing yet. */
  nextAdmin(): Phone;
  /** Does something with a phone, and gives its update to nobody but the caller. */
  holdBack(phone: Phone, act: () => Promise<unknown>): Promise<HeldBack>;
  /** Holds the first thing that comes to the point in any process that is not paused; what comes there later goes on. */
  holdAnywhere(point: FaultPoint): Promise<{ readonly held: Promise<HeldReplica> }>;
  close(): Promise<void>;
}

const SECRET = 'the-secret-of-the-test-replicas-01';

/** Starts them; updates that are not held back go to the first that is not paused. */
export async function startReplicas(count: number, admins: number): Promise<Replicas> {
  const [playground, { url, database, close }, dataDir] = await Promise.all([
    startPlayground({ webhookRetryBaseMs: 50 }),
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'cardseal-replicas-')),
  ]);
  const phones = await Promise.all(
    Array.from({ length: admins }, () => playground.customer({ language_code: 'en' })),
  );
  const holdingBack = new Map<number, (update: HeldBack) => void>();
  const all: Replica[] = [];
  const awake = () => all.filter((replica) => !replica.isPaused());

  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status).end();
    take(request).then(answer, () => answer(500));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const take = async (request: IncomingMessage): Promise<number> => {
    const update = updateSchema.parse(await json(request));
    const from = (update.message ?? update.callback_query)?.from?.id ?? 0;
    const holder = holdingBack.get(from);
    holdingBack.delete(from);
    if (holder === undefined) await awake()[0]?.deliver(update);
    else holder(update);
    return 200;
  };
  const env = {
    BOT_TOKEN: playground.token,
    MESSAGES_PER_SECOND: '0',
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: phones.map(({ id }) => id).join(','),
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    WEBHOOK_SECRET: SECRET,
    LOG_LEVEL: 'debug',
  };
  const startOne = async (): Promise<Replica> => {
    const port = await freePort();
    const bot = await startFaultyBot({ ...env, PORT: String(port) });
    let isPaused = false;
    return {
      bot,
      deliver: (update) => deliverTo(port, update),
      isPaused: () => isPaused,
      pause() {
        isPaused = true;
        bot.signal('SIGSTOP');
      },
      wake() {
        isPaused = false;
        bot.signal('SIGCONT');
      },
    };
  };
  all.push(...(await Promise.all(Array.from({ length: count }, startOne))));

  return {
    playground,
    database,
    photos: createFilePhotoStore(join(dataDir, 'photos')),
    all,
    nextAdmin() {
      const phone = phones.pop();
      if (phone === undefined) throw new Error('there are too few admins');
      return phone;
    },
    async holdBack(phone, act) {
      const came = new Promise<HeldBack>((holder) => holdingBack.set(phone.id, holder));
      await act();
      return came;
    },
    async holdAnywhere(point) {
      const armed = awake();
      await Promise.all(armed.map(({ bot }) => bot.arm({ point, kind: 'hold', times: 1 })));
      const held = Promise.any(
        armed.map(async (replica) => {
          await replica.bot.held(point);
          for (const { bot } of armed) if (bot !== replica.bot) bot.release(point);
          return { replica, release: () => replica.bot.release(point) };
        }),
      );
      held.catch(() => {});
      return { held };
    },
    async close() {
      await Promise.all(all.map(({ bot }) => bot.kill()));
      server.closeAllConnections();
      server.close();
      await playground.close();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function deliverTo(port: number, update: HeldBack): Promise<void> {
  await vi.waitFor(async () => {
    const { status } = await fetch(`http://127.0.0.1:${port}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
      body: JSON.stringify(update),
    });
    expect(status).toBe(200);
  }, PATIENT);
}
