import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../../playground/bot-api/calls.ts';
import type { Fault, OpenFault } from '../../../playground/bot-api/faults.ts';
import { createPlayground, type PlaygroundOptions } from '../../../playground/server.ts';
import type { NewPerson } from '../../../playground/state/people.ts';
import type { PhoneView } from '../../../playground/state/phone-view.ts';
import { connectEvents } from './playground-events.ts';
import { createPhone, type Phone } from './playground-phone.ts';
import { request } from './playground-request.ts';

/** A playground as tests use it: over HTTP, so that it may run in this process or in another. */
export interface TestPlayground {
  /** Its address: the bot's `TELEGRAM_API_ROOT`. */
  readonly url: string;
  readonly token: string;
  /** The ids that the first, second and third admin's phone get. */
  readonly adminIds: readonly number[];
  /** Adds an admin's phone. */
  admin(person?: Omit<NewPerson, 'role'>): Promise<Phone>;
  /** Adds a customer's phone. */
  customer(person?: Omit<NewPerson, 'role'>): Promise<Phone>;
  /** Opens the phone that an id has, for example after a restart. */
  phone(id: number): Promise<Phone>;
  /** Calls a Bot API method as a bot does; answers with the whole body, whatever the status. */
  api(method: string, parameters?: Record<string, unknown> | FormData): Promise<ApiBody>;
  /** How many updates wait to be confirmed by the bot. */
  pending(): Promise<number>;
  /** Lets the next calls of a method go wrong. */
  fault(fault: Partial<Fault> & Pick<Fault, 'method' | 'kind'>): Promise<void>;
  /** The faults that no call has met yet: none when all have happened, or hold the calls they were meant for. */
  faultsToCome(): Promise<OpenFault[]>;
  /** Forgets the faults that are left, and lets calls that hang go on. */
  clearFaults(): Promise<void>;
  /** Delivers any update to the bot. */
  update(update: Record<string, unknown>): Promise<number | undefined>;
  /** Gives the bot another name, as BotFather does. */
  rename(username: string): Promise<void>;
  /** Has ids of updates go on from here, as Telegram does after a week of silence; only while none waits. */
  countUpdatesFrom(updateId: number): Promise<void>;
  /** The calls of a method, or of all, oldest first. */
  calls(method?: string): Promise<Call[]>;
  /** Ends it; a directory that it made itself is removed. */
  close(): Promise<void>;
}

/** What the Bot API answers. */
export interface ApiBody {
  readonly ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever a method gives
  readonly result?: any;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
}

/** Starts a playground in this process, on a free port and, unless told otherwise, an empty directory. */
export async function startPlayground(
  options: Partial<PlaygroundOptions> = {},
): Promise<TestPlayground> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'playground-')));
  const playground = await createPlayground({ port: 0, ...options, dataDir });
  return await connectPlayground(playground, async () => {
    await playground.close();
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  });
}

/**
 * Uses a playground that is running already.
 * @param address its address, token and admins, as it tells them when it is ready
 * @param end what else to do when the test closes it
 */
export async function connectPlayground(
  address: { url: string; token: string; adminIds: readonly number[] },
  end: () => Promise<void> = async () => {},
): Promise<TestPlayground> {
  const { url, token, adminIds } = address;
  const events = await connectEvents(url);

  async function api(
    method: string,
    parameters: Record<string, unknown> | FormData = {},
  ): Promise<ApiBody> {
    const isForm = parameters instanceof FormData;
    const response = await fetch(`${url}/bot${token}/${method}`, {
      method: 'POST',
      ...(!isForm && { headers: { 'content-type': 'application/json' } }),
      body: isForm ? parameters : JSON.stringify(parameters),
    });
    return (await response.json()) as ApiBody;
  }

  async function add(person: NewPerson): Promise<Phone> {
    const phone = await request<PhoneView>(url, 'POST', '/phones', person);
    return createPhone({ url, phone, events });
  }

  return {
    url,
    token,
    adminIds,
    admin: (person = {}) => add({ role: 'admin', ...person }),
    customer: (person = {}) => add({ role: 'customer', ...person }),
    async phone(id) {
      const { phones } = await request<{ phones: PhoneView[] }>(url, 'GET', '/phones');
      const phone = phones.find((each) => each.id === id);
      if (phone === undefined) throw new Error(`there is no phone ${id}`);
      return createPhone({ url, phone, events });
    },
    api,
    pending: async () => (await api('getWebhookInfo')).result.pending_update_count,
    async fault(fault) {
      await request(url, 'POST', '/faults', fault);
    },
    faultsToCome: () => request<OpenFault[]>(url, 'GET', '/faults'),
    async clearFaults() {
      await request(url, 'DELETE', '/faults');
    },
    async update(update) {
      return (await request<{ update_id?: number }>(url, 'POST', '/updates', update)).update_id;
    },
    async rename(username) {
      await request(url, 'PUT', '/bot', { username });
    },
    async countUpdatesFrom(update_id) {
      await request(url, 'PUT', '/updates/next', { update_id });
    },
    calls: (method) =>
      request<Call[]>(url, 'GET', method === undefined ? '/calls' : `/calls?method=${method}`),
    async close() {
      events.close();
      await end();
    },
  };
}

export type { Phone } from './playground-phone.ts';
