import { type BotParts, createBot } from '../bot/create-bot.ts';
import { type Config, hostOf } from '../config.ts';
import { AppError } from '../errors.ts';
import { originOf } from '../http/listen.ts';
import { createReadiness } from '../http/readiness.ts';
import { createPhotoNormaliser } from '../images/normalise-photo.ts';
import { createJobSender } from '../jobs/session-jobs.ts';
import { loadCatalogue } from '../locales/catalogue.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { watchLog } from '../metrics/watch-log.ts';
import { watchPools } from '../metrics/watch-pools.ts';
import { watchProcess } from '../metrics/watch-process.ts';
import type { StartSummary } from '../process/banner.ts';
import { confirmLabels } from '../process/labels.ts';
import { observePhotoStore } from '../storage/observed-photo-store.ts';
import { openPhotoStore } from '../storage/open-photo-store.ts';
import { callSignal } from '../telegram/call-signal.ts';
import type { Intake } from '../telegram/intake.ts';
import { openTransport, type Transport } from '../telegram/transport.ts';
import { watchName } from '../telegram/watch-name.ts';
import { watchBacklog } from '../updates/backlog.ts';
import { openDatabase } from './open-database.ts';
import { openJobEngine, startWork } from './open-jobs.ts';
import { openMessenger } from './open-messenger.ts';
import { describePhotos, reachPhotos } from './open-photos.ts';
import { openServer } from './open-server.ts';
import { openTelegram } from './open-telegram.ts';
import type { StartOptions } from './start-options.ts';

const ANSWER_PATIENCE_MS = 2_000;

/**
 * Creates every client, puts the bot together and starts it; this folder is the only one that does.
 * What is not reachable yet is waited for. Throws an `AppError` with a sentence for the operator when
 * the start cannot succeed; what was opened until then is in `closing`.
 */
export async function startBot(config: Config, options: StartOptions): Promise<StartSummary> {
  const { log, closing, faults, onFatal } = options;
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
  await reachPhotos(store, config, options);
  const photos = observePhotoStore(store, { log, metrics });
  let transport: Transport | undefined;
  const onDoubt = () => transport?.doubtToken();
  const opened = await openTelegram(messenger, config, { ...options, metrics, onDoubt });
  const { telegram, api, urgentApi, me } = opened;
  await confirmLabels(database.client, me, config, options);
  const engine = await openJobEngine(database.url, config, options);
  readiness.add('database', () => database.client.check());
  readiness.add('photos', (signal) => photos.check({ signal }));
  const noteName = watchName(log, me);
  readiness.add('telegram', async (signal) => noteName(await api.getMe(callSignal(signal))));

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
  closing.add('answers', () => giveLastAnswers(bot));
  await startWork(bot, engine, { database: database.client, photos }, config, options);
  closing.add('HTTP server', server.close);
  intake = bot.intake;
  await bot.deferral.start();
  closing.add('deferred updates', bot.deferral.stop);
  const onRevoked = () =>
    onFatal(new AppError('token_refused', 'Telegram no longer takes BOT_TOKEN.'));
  const { deferral } = bot;
  const { untilReachable } = opened;
  transport = await openTransport(
    { api, intake, deferral, log, metrics, onRevoked, untilReachable },
    config.transport.kind === 'webhook' ? config.transport : null,
  );
  closing.add('updates', transport.stop);
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

async function giveLastAnswers({ answering, flush }: BotParts): Promise<void> {
  await answering.drain(ANSWER_PATIENCE_MS);
  await flush();
}
