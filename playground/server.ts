import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { createCalls } from './bot-api/calls.ts';
import { createDispatcher } from './bot-api/dispatcher.ts';
import { createFaults } from './bot-api/faults.ts';
import { parseJson } from './bot-api/parameters.ts';
import { textParameters } from './bot-api/query.ts';
import { createRateLimits } from './bot-api/rate-limits.ts';
import { botApiRoutes } from './bot-api/routes.ts';
import { type Clock, systemClock } from './clock.ts';
import { isLoopbackHost } from './loopback.ts';
import { createEventStream } from './phone-api/event-stream.ts';
import { phoneApiRoutes } from './phone-api/routes.ts';
import { createSamples } from './phone-api/samples.ts';
import { createScanner } from './phone-api/scan.ts';
import { loadWebhook, type Webhook } from './state/webhook.ts';
import { loadWorld, type World } from './state/world.ts';
import { lockDirectory } from './store/lock.ts';

/** How a playground is made. */
export interface PlaygroundOptions {
  /** Its own directory: made if it is missing, refused if another playground is running on it. */
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock?: Clock;
  /** Holds the bot to limits like Telegram's: about 30 messages a second, one in a chat. */
  readonly rateLimits?: boolean;
  /** A second of the waiting between attempts at a webhook, in milliseconds; 1000 by default. */
  readonly webhookRetryBaseMs?: number;
  /** Is like a Bot API server of one's own that was started with `--local`: files are named by their place on the disk. */
  readonly localMode?: boolean;
}

/** A running playground. */
export interface Playground {
  /** Its address, which is the bot's `TELEGRAM_API_ROOT` and the page's: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The bot's token. */
  readonly token: string;
  readonly botUsername: string;
  /** The ids of the admins, for the bot's `ADMIN_IDS`. */
  readonly adminIds: readonly number[];
  /** Ends it at once: calls that wait are cut off, what is noted is saved. */
  close(): Promise<void>;
}

/**
 * Starts a local Telegram: the Bot API and the page with the phones, on the loopback only.
 * @throws DirectoryInUseError if another playground is running on the directory
 * @throws the system's error, for example EADDRINUSE if the port is taken
 */
export async function createPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { dataDir, port, clock = systemClock } = options;
  const unlock = await lockDirectory(dataDir);
  try {
    const world = await loadWorld(dataDir, clock, options.localMode);
    const { server, close } = await createServer(world, options);
    const url = await server.listen({ host: '127.0.0.1', port });
    return {
      url,
      token: world.token,
      botUsername: world.bot.username,
      adminIds: world.adminIds,
      async close() {
        await close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

interface RunningServer {
  readonly server: FastifyInstance;
  close(): Promise<void>;
}

async function createServer(world: World, options: PlaygroundOptions): Promise<RunningServer> {
  const closing = new AbortController();
  const faults = createFaults();
  const calls = createCalls();
  const events = createEventStream(world.feed);
  const dispatch = createDispatcher({
    world,
    faults,
    calls,
    webhook: () => webhook,
    rateLimits: options.rateLimits ? createRateLimits(world.clock) : undefined,
  });
  const webhook: Webhook = loadWebhook({
    journal: world.journal,
    updates: world.updates,
    clock: world.clock,
    retryBaseMs: options.webhookRetryBaseMs ?? 1_000,
    execute: (body) => void executeAnswer(body, dispatch, closing.signal),
  });
  const server = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  server.addHook('onRequest', async (request, reply) => {
    if (!isLoopbackHost(request.host)) {
      await reply.status(421).send('The playground answers on this machine’s own names only.\n');
    }
  });
  await server.register(botApiRoutes, { world, dispatch, faults, closing: closing.signal });
  await server.register(phoneApiRoutes, {
    prefix: '/api',
    world,
    faults,
    calls,
    events,
    samples: createSamples(join(import.meta.dirname, 'samples')),
    scanner: createScanner(),
  });
  await servePage(server);
  server.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ ok: false, error_code: 404, description: 'Not Found' }),
  );
  return {
    server,
    async close() {
      closing.abort();
      webhook.close();
      world.updates.release();
      world.actions.close();
      events.close();
      await server.close();
      await world.journal.close();
    },
  };
}

/** The page may load nothing but what lies beside it. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

async function servePage(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, {
    root: join(import.meta.dirname, 'page'),
    cacheControl: false,
    setHeaders(reply) {
      reply.header('cache-control', 'no-store');
      reply.header('content-security-policy', PAGE_POLICY);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'no-referrer');
    },
  });
}

/** Executes the method that a webhook's answer may carry, as Telegram does; all but get… and the like. */
async function executeAnswer(
  body: string,
  dispatch: ReturnType<typeof createDispatcher>,
  signal: AbortSignal,
): Promise<void> {
  const { method = '', ...parameters } = textParameters(parseJson(body)?.value);
  if (method === '' || /^(get|setwebhook|deletewebhook)/i.test(method)) return;
  await dispatch({ method, parameters, files: new Map() }, signal);
}
