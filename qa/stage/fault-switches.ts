import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orderedSchema } from './phone-schema.ts';
import type { Phones } from './phones.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/**
 * What can be made to fail.
 * - `store`: no photo can be written or read
 * - `database`: every connection is cut and new ones are refused
 * - `telegram`: Telegram answers every call with "too many requests"
 * - `downloads`: photos that people sent do not arrive at the bot, nor do they fail
 */
export const FAULTS = ['store', 'database', 'telegram', 'downloads'] as const;

export type FaultName = (typeof FAULTS)[number];

/** The switches. Each fault is brought about outside of the bot, which knows nothing of them. */
export interface FaultSwitches {
  /** Which faults are on now. */
  on(): ReadonlySet<FaultName>;
  /** Brings a fault about, or heals it. Again the same changes nothing. */
  set(fault: FaultName, on: boolean): Promise<void>;
}

/** Seconds that Telegram asks the bot to wait: longer than it waits within a call. */
const RETRY_AFTER = 4;

/** More calls than anybody waits for. */
const ALWAYS = 1_000_000;

interface Switch {
  start(): Promise<void>;
  heal(): Promise<void>;
}

/**
 * Makes the switches; all are off.
 * @param photosDir where the bot keeps its photos
 */
export function createFaultSwitches(options: {
  readonly phones: Phones;
  readonly line: TcpProxy;
  readonly photosDir: string;
}): FaultSwitches {
  const { phones, line, photosDir } = options;
  const on = new Set<FaultName>();
  const switches: Readonly<Record<FaultName, Switch>> = {
    store: storeSwitch(photosDir),
    database: {
      start: async () => line.shut(),
      heal: async () => line.open(),
    },
    telegram: orderSwitch(phones, {
      method: '*',
      kind: 'error',
      error_code: 429,
      retry_after: RETRY_AFTER,
    }),
    downloads: orderSwitch(phones, { method: 'file', kind: 'hang' }),
  };
  return {
    on: () => on,
    async set(fault, wanted) {
      if (on.has(fault) === wanted) return;
      if (wanted) {
        await switches[fault].start();
        on.add(fault);
      } else {
        await switches[fault].heal();
        on.delete(fault);
      }
    },
  };
}

/** A fault that the playground is asked for. */
function orderSwitch(phones: Phones, fault: object): Switch {
  let id: number | undefined;
  return {
    async start() {
      const ordered = await phones.call('POST', '/faults', { ...fault, times: ALWAYS });
      ({ id } = orderedSchema.parse(ordered));
    },
    async heal() {
      if (id !== undefined) await phones.call('DELETE', `/faults/${id}`);
    },
  };
}

/** Puts a file where the photos' folder is. The folder above stays, so that the bot starts also then. */
function storeSwitch(photosDir: string): Switch {
  const cards = join(photosDir, 'cards');
  const aside = join(photosDir, 'cards-aside');
  return {
    async start() {
      await mkdir(photosDir, { recursive: true });
      if (await exists(cards)) await rename(cards, aside);
      await writeFile(cards, '');
    },
    async heal() {
      await rm(cards, { force: true });
      if (await exists(aside)) await rename(aside, cards);
    },
  };
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
