import type { Readable } from 'node:stream';
import type { ApiClientOptions } from 'grammy';
import { Agent, type Dispatcher, request } from 'undici';

type Fetch = NonNullable<ApiClientOptions['fetch']>;

/** What grammY gives its `fetch` in Node; an upload is a stream. */
interface CallRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | Readable;
  readonly signal: AbortSignal;
}

/**
 * Sends grammY's calls with undici over connections that stay open. The client that grammY brings for
 * Node takes about twice the processor time for a call, and calls are the most that the check of a
 * card costs this process. It sets no limits of its own: the signal of each call ends it. Redirects
 * are not followed, since the Bot API has none. Rejects with what undici throws.
 */
export function createHttpTransport(): Fetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const send = async (url: string, { method, headers, body: sent, signal }: CallRequest) => {
    const { body } = await request(url, { method, headers, body: sent, signal, dispatcher });
    return { json: () => body.json() };
  };
  // Of a response grammY reads nothing but its JSON.
  return send as unknown as Fetch;
}
