import { join } from 'node:path';
import { describeAddress, parseDatabaseAddress } from './addresses/database-address.ts';
import { type Config, hostOf } from './config.ts';
import { createDatabase, type Database } from './database/database.ts';
import { isPassingDatabaseError } from './database/database-errors.ts';
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres.ts';
import { AppError } from './errors.ts';
import type { Faults } from './faults.ts';
import { drain } from './http/drain.ts';
import { listen, originOf } from './http/listen.ts';
import { createReadiness, type Readiness } from './http/readiness.ts';
import { createServer } from './http/server.ts';
import { createPhotoNormaliser } from './images/normalise-photo.ts';
import { type JobEngine, startJobEngine } from './jobs/job-engine.ts';
import { createJobSender } from './jobs/session-jobs.ts';
import { startSweeping } from './jobs/sweep.ts';
import { startWorkers } from './jobs/workers.ts';
import { loadCatalogue } from './locales/catalogue.ts';
import type { Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { watchLog } from './metrics/watch-log.ts';
import { watchPools } from './metrics/watch-pools.ts';
import { watchProcess } from './metrics/watch-process.ts';
import type { StartSummary } from './process/banner.ts';
import type { Closing } from './process/closing.ts';
import { confirmLabels } from './process/labels.ts';
import { startPlaygroundProcess } from './process/playground-process.ts';
import { untilReachable } from './process/until-reachable.ts';
import { readProxySettings } from './proxy-settings.ts';
import { inRequest } from './request.ts';
import { watchBacklog } from './services/backlog.ts';
import { letAllUpdatesGo } from './services/waiting-updates.ts';
import { observePhotoStore } from './storage/observed-photo-store.ts';
import { openPhotoStore, photosFolder } from './storage/open-photo-store.ts';
import type { PhotoStore } from './storage/photo-store.ts';
import { type BotParts, createBot } from './telegram/create-bot.ts';
import { createGate } from './telegram/gate/gate.ts';
import { watchGate } from './telegram/gate/watch-gate.ts';
import type { Intake } from './telegram/intake.ts';
import { createCallObserver } from './telegram/observed-calls.ts';
import { isWrongToken } from './telegram/outcome.ts';
import { explainRefusedStart, isRefusedForGood } from './telegram/start-refusals.ts';
import { createTelegramApi, type TelegramOptions } from './telegram/telegram-api.ts';
import { isTokenRevoked } from './telegram/token.ts';
import { openTransport, type Transport } from './telegram/transport.ts';
import { watchName } from './telegram/watch-name.ts';

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Ends a start that still waits for something. */
  readonly signal: AbortSignal;
  /** Filled with what is to be closed, in the order in which it was opened. */
  readonly closing: Closing;
  readonly faults: Faults;
  /** Milliseconds for which a webhook is served on after `/readyz` said that the process is about to end; default: 0. */
  readonly drainMs?: number;
  /** Lines that the log had to let go so far, by why; default: none. */
  readonly lostLines?: ReadonlyMap<string, number>;
  /** Told when the bot cannot go on: the token was revoked, the playground ended. */
  readonly onFatal: (error: AppError) => void;
}

/** How to speak to Telegram, real or local, and who the admins are. */
interface Messenger {
  readonly telegram: Omit<TelegramOptions, 'observe'>;
  readonly adminIds: readonly number[];
  readonly page: string | null;
}

/**
 * Creates every client, puts the bot together and starts it; the only place that does. What is not
 * reachable yet is waited for. Throws an `AppError` with a sentence for the operator when the start
 * cannot succeed; what was opened until then is in `closing`.
 */
export async function startBot(config: Config, options: StartOptions): Promise<StartSummary> {
  const { log, signal, closing, faults, onFatal } = options;
  const wait = { log, signal };
  const metrics = createMetrics();
  const readiness = createReadiness({ log, metrics });
  let intake: Intake = () => Promise.reject(new AppError('starting', 'the bot is still starting'));
  const take: Intake = (update) => intake(update);
  const server = await openServer({ take, metrics, readiness }, config, options);
  // Before what takes long: a wrong setting is told at once.
  const store = await openPhotoStore(config, log);
  const [database, messenger] = await Promise.all([
    openDatabase(config, options),
    openMessenger(config, options),
  ]);
  const photos = observePhotoStore(await reachPhotos(store, config, options), { log, metrics });
  let transport: Transport | undefined;
  const observe = createCallObserver({ log, metrics }, () => transport?.doubtToken());
  const telegram = { ...messenger.telegram, observe };
  const gate = createGate(config.pace.perSecond);
  watchGate(metrics, gate);
  const { isPaid } = config.pace;
  const api = createTelegramApi(telegram, { gate, urgency: 'reply', isPaid });
  const urgentApi = createTelegramApi(telegram, { gate, urgency: 'press', isPaid });
  const untilTelegram = <T>(work: () => Promise<T>) =>
    untilReachable('Telegram', work, {
      ...wait,
      isFatal: async (error) =>
        isRefusedForGood(error) || (isWrongToken(error) && (await isTokenRevoked(api, signal))),
    }).catch(explainRefusedStart);
  const me = await untilTelegram(() => api.getMe());
  await confirmLabels(database.client, me, config, wait);
  const engine = await openJobEngine(database.url, config, options);
  readiness.add('database', () => database.client.check());
  readiness.add('photos', (signal) => photos.check({ signal }));
  const noteName = watchName(log, me);
  readiness.add('telegram', async (signal) => noteName(await api.getMe(signal as never)));

  const bot = createBot({
    api,
    urgentApi,
    telegram,
    me,
    adminIds: messenger.adminIds,
    processes: config.transport.kind === 'webhook' ? config.transport.replicas : 1,
    defaultLocale: config.defaultLocale,
    catalogue: loadCatalogue(),
    database: database.client,
    photos,
    normalise: createPhotoNormaliser(),
    shop: config.shop,
    jobs: createJobSender(engine),
    log,
    metrics,
    faults,
  });
  watchProcess(metrics);
  watchLog(metrics, options.lostLines ?? new Map());
  watchBacklog(metrics, database.client);
  watchPools(metrics, { bot: database.client.poolCounts, jobs: engine.poolCounts });
  closing.add('answers', async () => {
    await bot.answering.drain(ANSWER_PATIENCE_MS);
    await bot.flush();
  });
  await startWork(bot, engine, { database: database.client, photos }, config, options);
  closing.add('HTTP server', server.close);
  intake = bot.intake;
  await bot.deferral.start();
  closing.add('deferred updates', bot.deferral.stop);
  const opened = await openTransport(
    {
      api,
      intake,
      deferral: bot.deferral,
      log,
      metrics,
      onRevoked: () =>
        onFatal(new AppError('token_refused', 'Telegram no longer takes BOT_TOKEN.')),
      untilReachable: untilTelegram,
    },
    config.transport.kind === 'webhook' ? config.transport : null,
  );
  closing.add('updates', opened.stop);
  transport = opened;
  void bot.menus.register();
  readiness.begin();
  closing.add('readiness', server.drain);

  return {
    botUsername: me.username,
    database: database.described,
    photos: describePhotos(config),
    transport: config.transport.kind === 'polling' ? 'long polling' : config.transport.url,
    health: `${originOf(hostOf(config), server.port)}/healthz`,
    adminIds: messenger.adminIds,
    page: messenger.page,
  };
}

const ANSWER_PATIENCE_MS = 2_000;
const JOB_PATIENCE_MS = 6_000;

interface OpenedDatabase {
  client: Database;
  url: string;
  described: string;
}

async function openDatabase(config: Config, options: StartOptions): Promise<OpenedDatabase> {
  const { log, signal, closing } = options;
  const embedded =
    config.database.kind === 'embedded'
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : null;
  if (embedded !== null) closing.add('embedded PostgreSQL', () => embedded.stop(1_000));
  const url = config.database.kind === 'url' ? config.database.url : (embedded?.url ?? '');
  if (embedded !== null) log.info('bringing the schema of the database up to date');
  const client = await createDatabase(url, (message) => inRequest(null, () => log.debug(message)));
  closing.add('database', () => client.close());
  const isFatal = (error: unknown) => !isPassingDatabaseError(error);
  await untilReachable('the database', () => client.migrate(), { log, signal, isFatal });
  const described =
    embedded === null
      ? `PostgreSQL at ${describeAddress(parseDatabaseAddress(url))}`
      : `embedded PostgreSQL in ${join(config.dataDir, 'postgres')}`;
  return { client, url, described };
}

async function openMessenger(config: Config, options: StartOptions): Promise<Messenger> {
  const { telegram, adminIds, dataDir } = config;
  if (telegram.mode === 'bot') {
    const { token, apiRoot: root, filesDir } = telegram;
    const proxies = readProxySettings(process.env);
    return {
      telegram: { token, root, proxies, ...(filesDir !== undefined && { filesDir }) },
      adminIds,
      page: null,
    };
  }
  const ended = new AppError('playground_ended', 'The playground ended; start again.');
  const env = { ...options.env, DATA_DIR: dataDir };
  options.log.info('starting the playground');
  const playground = await startPlaygroundProcess(env, () => options.onFatal(ended));
  options.closing.add('playground', playground.stop);
  const { url, token } = playground;
  return { telegram: { token, root: url }, adminIds: playground.adminIds, page: url };
}

/** A start does not wait for S3: cards are verified without it, since Telegram keeps what it has shown. */
async function reachPhotos(
  store: PhotoStore,
  { photos }: Config,
  { log, signal }: StartOptions,
): Promise<PhotoStore> {
  const check = () => store.check({ signal });
  if (photos.kind === 'files') await check();
  else untilReachable('the photo store', check, { log, signal }).catch(() => {});
  return store;
}

function describePhotos({ photos, dataDir }: Config): string {
  return photos.kind === 's3'
    ? `bucket ${photos.bucket} at ${photos.endpoint}`
    : `files in ${photosFolder(dataDir)}`;
}

async function openJobEngine(
  url: string,
  config: Config,
  { log, signal, closing }: StartOptions,
): Promise<JobEngine> {
  const onlyProcess = config.database.kind === 'embedded';
  const engine = await untilReachable(
    'the database',
    () => startJobEngine(url, log, { onlyProcess }),
    { log, signal, isFatal: (error) => !isPassingDatabaseError(error) },
  );
  closing.add('jobs', () => engine.stop(JOB_PATIENCE_MS));
  return engine;
}

async function startWork(
  { session, answering }: BotParts,
  engine: JobEngine,
  { database, photos }: { database: Database; photos: PhotoStore },
  config: Config,
  { log, closing }: StartOptions,
): Promise<void> {
  await startWorkers({ engine, database, photos, session });
  // What is held now was held by a process that is gone.
  if (config.database.kind === 'embedded') await letAllUpdatesGo(database);
  const { takeUp } = answering;
  closing.add('sweeps', await startSweeping({ database, takeUp, jobs: session.jobs, log }));
}

/** Opened first, so that a start that waits for something can be seen to live; closed before all that it leads to. */
async function openServer(
  { take, metrics, readiness }: { take: Intake; metrics: Metrics; readiness: Readiness },
  config: Config,
  { log, closing, drainMs = 0 }: StartOptions,
): Promise<{ port: number; drain: () => Promise<void>; close: () => Promise<void> }> {
  const { transport } = config;
  const webhook =
    transport.kind === 'webhook'
      ? { path: new URL(transport.url).pathname, secret: transport.secret, take }
      : null;
  const server = createServer({ log, metrics, readiness, webhook });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= server.close();
    return closed;
  };
  closing.add('HTTP server', close);
  return {
    port: await listen(server, config.port, hostOf(config)),
    drain: () => drain(server, readiness, webhook === null ? 0 : drainMs),
    close,
  };
}
