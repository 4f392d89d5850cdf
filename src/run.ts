import { type Config, ConfigError, createConfig, secretsOf } from './config.ts';
import { AppError } from './errors.ts';
import { noFaults } from './faults.ts';
import { createLogger, type Logger } from './log.ts';
import { startBanner } from './process/banner.ts';
import { createClosing } from './process/closing.ts';
import { readEnvironment } from './process/environment.ts';
import { watchForOrphaning } from './process/orphaned.ts';
import { startBot } from './start.ts';

/** Milliseconds after which a stop is no longer waited for: what is in hand is taken up by the next start. */
const LONGEST_STOP_MS = 9_500;

/** Milliseconds in which a load balancer, looking every second, notices that this process is about to end. */
const DRAIN_MS = 2_000;

/** The bot's process: settings, signals and exit codes. Never throws; ends the process when the bot ends. */
export async function run(): Promise<void> {
  const env = readEnvironment();
  const config = readConfig(env);
  const log = createLogger({
    level: config.logLevel,
    pretty: !config.isProduction && process.stdout.isTTY === true,
    secrets: secretsOf(config),
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
    process.exit(exitCode);
  };
  const fail = (error: unknown) => {
    explain(error, log);
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
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);

  try {
    const options = { env, log, signal: starting.signal, closing, drainMs: DRAIN_MS };
    const summary = await startBot(config, { ...options, faults: noFaults, onFatal: fail });
    if (config.isProduction) log.info(summary, 'started');
    else console.log(startBanner(summary));
  } catch (error) {
    if (!stopping) fail(error);
  }
}

function readConfig(env: NodeJS.ProcessEnv): Config {
  try {
    return createConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const mistake of error.mistakes) console.error(mistake);
    process.exit(1);
  }
}

/** A mistake that the operator can mend is one line; anything else is a fault of ours and logged whole. */
function explain(error: unknown, log: Logger): void {
  if (error instanceof AppError) {
    console.error(error.message);
    log.debug({ err: error }, 'stopping after an error');
  } else {
    log.fatal({ err: error }, 'stopping after an unexpected error');
  }
}
