import { networkInterfaces } from 'node:os';
import { afterEach, expect } from 'vitest';
import { listen, originOf } from '../../src/http/listen.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { createServer } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { freePort } from '../support/servers/free-port.ts';

let bot: TestBot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

/** An address of this machine that others can reach, if it has one. */
function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

/** Whether the bot answers there. */
const answersAt = (host: string) =>
  fetch(`http://${host}:${new URL(bot?.address() ?? '').port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function startWith(env: Record<string, string>): Promise<void> {
  bot = await startTestBot({ env });
}

async function webhook(): Promise<Record<string, string>> {
  const port = await freePort();
  return { PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` };
}

fieldCase(
  'process',
  {
    kind: 'the HTTP server listens on every address',
    input: 'updates are polled for, HOST is not set',
    outcome: 'this machine reaches /metrics, and no other one does',
  },
  async (context) => {
    const outer = outerAddress() ?? context.skip('no address but the loopback here');
    await startWith({});
    expect([await answersAt('127.0.0.1'), await answersAt(outer)]).toEqual([true, false]);
  },
);

fieldCase(
  'process',
  {
    kind: 'the HTTP server listens on every address',
    input: 'a webhook, HOST is not set; then HOST=127.0.0.1',
    outcome: 'a proxy on another machine reaches it; then only one on this machine',
  },
  async (context) => {
    const outer = outerAddress() ?? context.skip('no address but the loopback here');
    await startWith(await webhook());
    expect([await answersAt('127.0.0.1'), await answersAt(outer)]).toEqual([true, true]);
    await bot?.restart({ HOST: '127.0.0.1' });
    expect([await answersAt('127.0.0.1'), await answersAt(outer)]).toEqual([true, false]);
  },
);

fieldCase(
  'process',
  {
    kind: 'the HTTP server listens on every address',
    input: 'updates are polled for, HOST=0.0.0.0',
    outcome: 'a Prometheus on another machine reaches /metrics',
  },
  async (context) => {
    const outer = outerAddress() ?? context.skip('no address but the loopback here');
    await startWith({ HOST: '0.0.0.0' });
    expect([await answersAt('127.0.0.1'), await answersAt(outer)]).toEqual([true, true]);
  },
);

for (const HOST of ['::1', '[::1]']) {
  fieldCase(
    'process',
    {
      kind: 'the HTTP server listens on every address',
      input: `HOST=${HOST}`,
      outcome: 'it listens there, and the summary of the start names the address in brackets',
    },
    async () => {
      await startWith({ HOST });
      expect(new URL(bot?.address() ?? '').hostname).toBe('[::1]');
      expect([await answersAt('[::1]'), await answersAt('127.0.0.1')]).toEqual([true, false]);
    },
  );
}

const WRONG: [input: string, HOST: string, line: RegExp][] = [
  [
    'an address of another machine',
    '192.0.2.7',
    /^HOST 192\.0\.2\.7 is no address of this machine\. Set HOST/,
  ],
  [
    'a name that nobody knows',
    'nowhere.invalid',
    /^HOST nowhere\.invalid is no address of this machine\./,
  ],
  ['an address with a port', '127.0.0.1:80', /^HOST must be an address or a name of this machine/],
];

for (const [input, HOST, line] of WRONG) {
  fieldCase(
    'process',
    {
      kind: 'the HTTP server listens on every address',
      input: `HOST is ${input}`,
      outcome: 'the start ends with one line that says what to set',
    },
    async () => {
      const started = startProgram('src/main.ts', {
        BOT_TOKEN: `123456:${'a'.repeat(35)}`,
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        DATA_DIR: await temporaryFolder(),
        PORT: '0',
        HOST,
      });
      expect(await started.exit()).toBe(1);
      const lines = started.output().trim().split('\n');
      expect(lines).toEqual([expect.stringMatching(line)]);
    },
  );
}

fieldCase(
  'process',
  {
    kind: 'scrapes that slow down checks',
    input: '50 programs ask for /metrics at the same moment, and again within a second',
    outcome: 'the metrics are written down once; after a second once more, and fresh',
  },
  async () => {
    const metrics = createMetrics();
    const log = createLogger({ level: 'silent', pretty: false, secrets: [] });
    let [written, time] = [0, 0];
    const text = () => {
      written += 1;
      return metrics.text();
    };
    const counted = { httpResponses: metrics.httpResponses, text };
    const readiness = createReadiness({ log, metrics });
    const server = createServer({
      log,
      metrics: counted,
      readiness,
      webhook: null,
      now: () => time,
    });
    const origin = originOf('127.0.0.1', await listen(server, 0, '127.0.0.1'));
    const scrape = async () => (await fetch(`${origin}/metrics`)).text();
    await fetch(`${origin}/healthz`);
    const bodies = await Promise.all(Array.from({ length: 50 }, scrape));
    time = 999;
    bodies.push(await scrape());
    expect(new Set(bodies).size).toBe(1);
    expect(written).toBe(1);
    time = 1_000;
    await scrape();
    expect(written).toBe(2);
    await server.close();
  },
);
