import { type Config, ConfigError, createConfig, secretsOf } from './config.ts';
import { noFaults } from './faults.ts';
import { createLogger } from './log.ts';
import { createLogDestination } from './log-destination.ts';
import { startBanner } from './process/banner.ts';
import { createClosing } from './process/closing.ts';
import { readEnvironment } from './process/environment.ts';
import { explain, surviveClosedOutputs } from './process/last-resort.ts';
import { watchForOrphaning } from './process/orphaned.ts';
import { startWatchdog } from './process/watchdog.ts';
import { startBot } from './start/start-bot.ts';

/** Milliseconds after which a stop is no longer waited for: what is in hand is taken up by the next start. */
const LONGEST_STOP_MS = 9_500;

/** Milliseconds in which a load balancer, looking every second, notices that this process is about to end. */
const DRAIN_MS = 2_000;

/** The console would wait for ever for a reader that has stopped. */
const ERRORS = createLogDestination(2);

/** The bot's process: settings, signals and exit codes. Never throws; ends the process when the bot ends. */
export async function run(): Promise<void> {
  surviveClosedOutputs();
  const env = readEnvironment();
  const config = readConfig(env);
  const destination = createLogDestination(1);
  const log = createLogger({
    level: config.logLevel,
    pretty: !config.isProduction && process.stdout.isTTY === true,
    secrets: secretsOf(config),
    destination,
    colours: true,
  });
  const closing = createClosing(log);
  const starting = new AbortController();
  let stopping = false;

  const stop = async (exitCode: number) => {
    if (stopping) process.exit(exitCode);
    stopping = true;
    starting.abort();
    const deadline = setTimeout(() => process.exit(exitCode), LONGEST_STOP_MS);
    deadline.unref();
    await closing.closeAll();
    // After a failure its line is the last one.
    if (exitCode === 0) log.info('stopped');
    process.exit(exitCode);
  };
  const fail = (error: unknown) => {
    explain(error, { log, say: ERRORS.write });
    void stop(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void stop(0);
    });
  }
  watchForOrphaning(env, () => {
    log.info('stopping, since npm was stopped');
    void stop(0);
  });
  startWatchdog();
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);

  try {
    const lostLines = destination.lost;
    const options = { env, log, lostLines, signal: starting.signal, closing, drainMs: DRAIN_MS };
    const summary = await startBot(config, { ...options, faults: noFaults, onFatal: fail });
    if (config.isProduction) log.info(summary, 'started');
    else destination.write(`${startBanner(summary)}\n`);
  } catch (error) {
    if (!stopping) fail(error);
  }
}

function readConfig(env: NodeJS.ProcessEnv): Config {
  try {
    return createConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const mistake of error.mistakes) ERRORS.write(`${mistake}\n`);
    process.exit(1);
  }
}
