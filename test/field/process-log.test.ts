import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { type Phone, startPlayground } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { freePort } from '../support/servers/free-port.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a test does to the bot's outputs. */
type Outputs = 'full' | 'gone' | 'stopped';

/** A promise that nobody takes care of, with an error that throws when it is looked at. */
const HOSTILE = `process.on('SIGUSR2', () => {
  Promise.reject(new Proxy(new Error('x'), { get() { throw new Error('do not look'); } }));
});`;

const OUTPUTS: Readonly<Record<Outputs, (folder: string) => number | 'pipe'>> = {
  full: () => openSync('/dev/full', 'w'),
  gone: () => 'pipe',
  stopped: stoppedPipe,
};

/** A pipe that is full already, of which nobody takes anything. */
function stoppedPipe(folder: string): number {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const { O_RDWR, O_NONBLOCK } = constants;
  const [end, reader] = [openSync(path, O_RDWR | O_NONBLOCK), openSync(path, O_RDWR | O_NONBLOCK)];
  onTestFinished(() => closeSync(reader));
  const junk = Buffer.alloc(1024);
  for (let size = junk.length; size > 0; ) {
    try {
      writeSync(end, junk, 0, size);
    } catch {
      size = Math.floor(size / 2);
    }
  }
  return end;
}

interface SilentBot {
  readonly customer: Phone;
  metrics(): Promise<string>;
  /** Sends a signal and resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the bot's process with outputs that cannot be written, and resolves when it is ready. */
async function startWith(outputs: Outputs): Promise<SilentBot> {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const [{ url }, port, customer, folder] = await Promise.all([
    useTestDatabase(),
    freePort(),
    playground.customer({ language_code: 'en' }),
    temporaryFolder(),
  ]);
  const output = OUTPUTS[outputs](folder);
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOSTILE)}`,
      NODE_ENV: 'production',
      BOT_TOKEN: playground.token,
      TELEGRAM_API_ROOT: playground.url,
      DATABASE_URL: url,
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'trace',
    },
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  if (typeof output === 'number') closeSync(output);
  if (outputs === 'gone') for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  await eventually(() =>
    ask('/readyz').then(
      ({ status }) => status,
      () => 0,
    ),
  ).toBe(200);
  return {
    customer,
    metrics: async () => (await ask('/metrics')).text(),
    async end(signal) {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

const WAYS: [outputs: Outputs, input: string, reason: string][] = [
  ['full', 'both outputs are on a full disk', 'ENOSPC'],
  ['gone', 'both outputs are pipes whose reader has ended', 'EPIPE'],
];

for (const [outputs, input, reason] of WAYS) {
  fieldCase(
    'process',
    {
      kind: 'a log that cannot be written',
      input,
      outcome: 'the bot starts, answers, counts the lost lines by reason, and stops with 0',
    },
    async () => {
      const bot = await startWith(outputs);
      await bot.customer.send('/start');
      await bot.customer.waitFor('code');
      expect(await bot.metrics()).toMatch(
        new RegExp(`^cardseal_log_lines_lost_total\\{reason="${reason}"\\} [1-9]`, 'm'),
      );
      expect(await bot.end('SIGTERM')).toBe(0);
    },
  );

  fieldCase(
    'process',
    {
      kind: 'a log that cannot be written',
      input: `${input}, and a fault that nobody catches, whose error throws when it is looked at`,
      outcome: 'the bot finishes what is in hand and ends with 1',
    },
    async () => {
      const bot = await startWith(outputs);
      expect(await bot.end('SIGUSR2')).toBe(1);
    },
  );
}

fieldCase(
  'process',
  {
    kind: 'a log that cannot be written',
    input: 'both outputs are pipes whose reader has stopped reading',
    outcome: 'the bot waits for it a second in all, and answers',
  },
  async () => {
    const bot = await startWith('stopped');
    await bot.customer.send('/start');
    await bot.customer.waitFor('code');
    expect(await bot.metrics()).toMatch(/^cardseal_log_lines_lost_total\{reason="EAGAIN"\} [1-9]/m);
    expect(await bot.end('SIGTERM')).toBe(0);
  },
);

fieldCase(
  'process',
  {
    kind: 'a log that cannot be written',
    input: 'the destination throws at every line',
    outcome: 'who logs does not notice',
  },
  () => {
    const write = () => {
      throw Object.assign(new Error('EBADF'), { code: 'EBADF' });
    };
    for (const pretty of [false, true]) {
      const log = createLogger({ level: 'trace', pretty, secrets: [], destination: { write } });
      log.info('x');
      log.child({ a: 1 }).error(new Error('x'));
    }
  },
);
