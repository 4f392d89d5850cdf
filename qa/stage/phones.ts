import type { z } from 'zod';
import { AppError } from '../../src/errors.ts';
import {
  chatSchema,
  type Message,
  type Phone,
  phonesSchema,
  refusalSchema,
  waitingSchema,
} from './phone-schema.ts';

/** The phones of a playground, used over its phone API. */
export interface Phones {
  list(): Promise<Phone[]>;
  /** The phone of that alias. Throws `no_such_phone` where there is none. */
  find(alias: string): Promise<Phone>;
  /** What a phone shows, oldest first. */
  messages(id: number): Promise<Message[]>;
  /** How many updates wait for the bot to acknowledge them. */
  waiting(): Promise<number>;
  /** Makes any call of the phone API, below `/api`; throws an `AppError` with the refusal's code and sentence. */
  call(method: string, path: string, body?: object | FormData): Promise<unknown>;
}

/** Makes the client of the playground at `url`. */
export function createPhones(url: string): Phones {
  const call: Phones['call'] = async (method, path, body) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${url}/api${path}`, {
      method,
      ...(body !== undefined && !isForm && { headers: { 'content-type': 'application/json' } }),
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    }).catch(() => {
      throw new AppError('playground_away', 'The playground does not answer.');
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const refusal = refusalSchema.safeParse(answer);
    const { code, message } = refusal.data?.error ?? {
      code: 'playground_failed',
      message: `The playground answered ${response.status}.`,
    };
    throw new AppError(code, message);
  };
  const list = async () => withAliases(phonesSchema.parse(await call('GET', '/phones')).phones);

  return {
    call,
    list,
    async find(alias) {
      const phone = (await list()).find((each) => each.alias === alias);
      if (phone === undefined) {
        throw new AppError('no_such_phone', `There is no phone called “${alias}”.`);
      }
      return phone;
    },
    messages: async (id) => chatSchema.parse(await call('GET', `/phones/${id}/chat`)).messages,
    waiting: async () => waitingSchema.parse(await call('GET', '/updates')).waiting,
  };
}

type Listed = z.infer<typeof phonesSchema>['phones'];

/** Phones are called by their role and, from the second on, a number: ids would be others at a replay. */
function withAliases(phones: Listed): Phone[] {
  const counts = new Map<string, number>();
  return phones.map((phone) => {
    const count = (counts.get(phone.role) ?? 0) + 1;
    counts.set(phone.role, count);
    return { ...phone, alias: count === 1 ? phone.role : `${phone.role} ${count}` };
  });
}
