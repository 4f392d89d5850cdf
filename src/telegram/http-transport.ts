import type { Readable } from 'node:stream';
import type { ApiClientOptions } from 'grammy';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import type { ProxySettings } from '../proxy-settings.ts';

type Fetch = NonNullable<ApiClientOptions['fetch']>;

/** What grammY gives its `fetch` in Node; an upload is a stream. */
interface CallRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | Readable;
  readonly signal: AbortSignal;
}

/**
 * Connections to Telegram at most. As many as sends may be under way (256, see the gate), and some for
 * what passes it: answers to presses, signs of being busy, files. While Telegram hangs the rest waits here,
 * until the signal of its call.
 */
const MOST_CONNECTIONS = 300;

/** Where connections lead: an address without a slash at its end, and the proxies of this machine. */
export interface Way {
  readonly root: string;
  readonly proxies?: ProxySettings;
}

/**
 * Sends grammY's calls with undici over connections that stay open. The client that grammY brings for
 * Node takes about twice the processor time for a call, and calls are the most that the check of a
 * card costs this process. It sets no limits of its own: the signal of each call ends it. Redirects
 * are not followed, since the Bot API has none. Rejects with what undici throws, and with
 * `NotBotApiError` where something else answers.
 */
export function createHttpTransport(way: Way): Fetch {
  const dispatcher = createDispatcher(way);
  const send = async (url: string, { method, headers, body: sent, signal }: CallRequest) => {
    const options = { method, headers, body: sent, signal, dispatcher };
    const { statusCode, body } = await request(url, options);
    return { json: async () => parseAnswer(statusCode, await body.text()) };
  };
  // Of a response grammY reads nothing but its JSON.
  return send as unknown as Fetch;
}

/** Gets what is at an address, over connections that stay open; follows no redirect. Rejects with what undici throws. */
export type Get = (
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly body: Readable }>;

/** Makes one for the addresses below `way.root`. */
export function createGet(way: Way): Get {
  const dispatcher = createDispatcher(way);
  return async (url, signal) => {
    const { statusCode: status, body } = await request(url, { signal, dispatcher });
    // undici calls it an error that a body is not read to its end, and one that nobody hears ends the process.
    body.on('error', () => {});
    return { status, body };
  };
}

/** Whatever the variables of this process say, only these proxies are used; for `http` without a tunnel, which proxies seldom allow there. */
function createDispatcher({ root, proxies = {} }: Way): Dispatcher {
  const limits = { headersTimeout: 0, bodyTimeout: 0, connections: MOST_CONNECTIONS };
  const proxy = root.startsWith('https:') ? proxies.HTTPS_PROXY : proxies.HTTP_PROXY;
  if (proxy === undefined) return new Agent(limits);
  return new EnvHttpProxyAgent({
    ...limits,
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: proxies.NO_PROXY ?? '',
    proxyTunnel: root.startsWith('https:'),
  });
}

/** What answered is no Bot API, but something in its place: a proxy's page, another server. */
export class NotBotApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`what answered with ${status} is no Bot API`);
    this.name = 'NotBotApiError';
    this.status = status;
  }
}

/** Throws `NotBotApiError` for what the Bot API does not answer: each of its answers is an object with `ok`. */
function parseAnswer(status: number, text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer;
  } catch {
    // Whatever it is, it is none.
  }
  throw new NotBotApiError(status);
}
