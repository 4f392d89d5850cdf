import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlaygroundProcess, startProcess } from '../playground/playground-process.ts';
import { freePort } from '../servers/free-port.ts';
import { type Nginx, startNginx } from '../servers/nginx.ts';
import { createOwnPostgres, type OwnPostgres } from '../servers/own-postgres.ts';
import { type Crowd, type CrowdPerson, createCrowd, eachOf } from './crowd.ts';
import { type CrowdCard, liveAsAdmin, liveAsCustomer } from './crowd-life.ts';
import { createFleet, type Fleet } from './fleet.ts';

/** So many admins add a card in each part of a run, at a time. */
const ADMINS_AT_A_TIME = 12;
const CUSTOMERS_AT_A_TIME = 48;

/** Every so many-th customer checks three cards at once, the others one. */
const HASTY_EVERY = 10;

/** What people did in a run so far; every list only grows. */
export interface Ledger {
  readonly added: { readonly admin: number; readonly card: CrowdCard }[];
  /** Each check in the order in which its customer asked. */
  readonly checked: { readonly customer: number; readonly card: CrowdCard }[];
  /** Customers whose verdicts came in another order than they had asked. */
  readonly crossed: number[];
}

/** Several processes of the bot behind nginx, a PostgreSQL, and a local Telegram with many people. */
export interface ReplicaStage {
  readonly postgres: OwnPostgres;
  readonly nginx: Nginx;
  readonly fleet: Fleet;
  readonly crowd: Crowd;
  readonly admins: readonly CrowdPerson[];
  readonly customers: readonly CrowdPerson[];
  readonly photosDir: string;
  readonly ledger: Ledger;
  /**
   * Every admin adds a card, every customer checks one or three. Meanwhile `trouble` runs: it is told
   * how far they are, from 0 to 1, and ends when they are done at the latest.
   */
  live(trouble?: (until: (part: number) => Promise<void>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Starts everything; `cards` are there to be checked from the beginning. */
export async function startReplicaStage(options: {
  nginx: string;
  processes: number;
  admins: number;
  customers: number;
  prepare: (postgres: OwnPostgres, botUsername: string) => Promise<CrowdCard[]>;
}): Promise<ReplicaStage> {
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-fleet-'));
  const postgres = await createOwnPostgres();
  const playground = await startProcess({ DATA_DIR: folder });
  await postgres.start();
  await postgres.database.migrate();
  const { url, token } = playground.ready;
  const crowd = await createCrowd(url, options.admins + options.customers);
  const admins = crowd.people.slice(0, options.admins);
  const customers = crowd.people.slice(options.admins);
  const ports = await Promise.all(Array.from({ length: options.processes }, freePort));
  const nginx = await startNginx(options.nginx, ports);
  const fleet = createFleet(ports, {
    BOT_TOKEN: token,
    MESSAGES_PER_SECOND: '0',
    TELEGRAM_API_ROOT: url,
    ADMIN_IDS: admins.map(({ id }) => id).join(','),
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    WEBHOOK_URL: nginx.webhookUrl,
    REPLICAS: String(options.processes),
  });
  const cards = await options.prepare(postgres, await usernameOf(playground));
  const ledger: Ledger = { added: [], checked: [], crossed: [] };

  return {
    postgres,
    nginx,
    fleet,
    crowd,
    admins,
    customers,
    photosDir: join(folder, 'photos'),
    ledger,
    async live(trouble = async () => {}) {
      const known = [...cards, ...ledger.added.map(({ card }) => card)];
      const progress = createProgress(admins.length + customers.length);
      const adding = eachOf(admins.entries(), ADMINS_AT_A_TIME, async ([n, admin]) => {
        const name = `Dragon ${String(ledger.added.length + n).padStart(5, '0')} of ${admin.id}`;
        const card = await liveAsAdmin(admin, name);
        ledger.added.push({ admin: admin.id, card });
        progress.step();
      });
      const checking = eachOf(customers.entries(), CUSTOMERS_AT_A_TIME, async ([n, customer]) => {
        const asked = choose(known, n, n % HASTY_EVERY === 0 ? 3 : 1);
        ledger.checked.push(...asked.map((card) => ({ customer: customer.id, card })));
        const came = await liveAsCustomer(customer, asked);
        if (came.some((card, index) => card !== asked[index])) ledger.crossed.push(customer.id);
        progress.step();
      });
      await Promise.all([adding, checking, trouble(progress.until)]);
    },
    async close() {
      crowd.close();
      await fleet.killAll();
      await nginx.stop();
      await playground.kill();
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function usernameOf({ ready }: PlaygroundProcess): Promise<string> {
  const answer = await fetch(`${ready.url}/bot${ready.token}/getMe`);
  const { result } = (await answer.json()) as { result: { username: string } };
  return result.username;
}

/** So many neighbours in the list, beginning somewhere else for each person. */
function choose(cards: readonly CrowdCard[], person: number, count: number): CrowdCard[] {
  return Array.from({ length: count }, (_, n) => cards[(7 * person + n) % cards.length]).filter(
    (card) => card !== undefined,
  );
}

/** Counts what is done, and tells who waits for a part of it. */
function createProgress(total: number): {
  step(): void;
  until(part: number): Promise<void>;
} {
  let done = 0;
  let waiting: { at: number; go: () => void }[] = [];
  return {
    step() {
      done += 1;
      for (const { at, go } of waiting) if (done >= at) go();
      waiting = waiting.filter(({ at }) => done < at);
    },
    until: (part) =>
      new Promise((go) => {
        const at = Math.floor(part * total);
        if (done >= at) go();
        else waiting.push({ at, go });
      }),
  };
}
