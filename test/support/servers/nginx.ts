import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { freePort } from './free-port.ts';

/** Printed where nothing can be run behind nginx. */
export const NO_NGINX = 'no nginx was found: install Debian’s, or put it on PATH';

/** An nginx on the loopback, with the configuration that ships, before the bot's processes. */
export interface Nginx {
  /** Where it passes on what Telegram sends. */
  readonly webhookUrl: string;
  /** What it answered since it was asked last, by status, and how often it asked a second process. */
  figures(): Promise<NginxFigures>;
  /** Its complaints so far: each a line of its log of errors. */
  errors(): Promise<string>;
  stop(): Promise<void>;
}

export interface NginxFigures {
  readonly answers: Readonly<Record<string, number>>;
  readonly asked: Readonly<Record<string, number>>;
}

const SHIPPED = new URL('../../../ops/nginx/cardseal.conf', import.meta.url);

/** Answers the name under which nginx can be started. */
export async function findNginx(): Promise<string | undefined> {
  for (const name of ['nginx', '/usr/sbin/nginx']) {
    const runs = await promisify(execFile)(name, ['-v']).then(
      () => true,
      () => false,
    );
    if (runs) return name;
  }
  return undefined;
}

/** Starts it before processes on these ports of the loopback. */
export async function startNginx(program: string, ports: readonly number[]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-nginx-'));
  const port = await freePort();
  await mkdir(join(folder, 'temporary'));
  const site = onLoopback(await readFile(SHIPPED, 'utf8'), port, ports);
  await writeFile(join(folder, 'site.conf'), site);
  await writeFile(join(folder, 'nginx.conf'), frame(folder));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await vi.waitFor(() => expect(isListening(child, port)).resolves.toBe(true), 10_000);
  const log = join(folder, 'access.log');
  let seen = 0;
  return {
    webhookUrl: `http://127.0.0.1:${port}${/location = (\S+)/.exec(site)?.[1] ?? ''}`,
    async figures() {
      const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
      const fresh = lines.slice(seen).filter((line) => line !== '');
      seen = lines.length;
      const columns = fresh.map((line) => line.split('|'));
      return {
        answers: tally(columns.map(([status = '']) => status)),
        asked: tally(columns.map(([, upstream = '']) => upstream.trim())),
      };
    },
    errors: () => readFile(join(folder, 'error.log'), 'utf8'),
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The shipped configuration with this machine's ports in the place of names, and without TLS. */
function onLoopback(shipped: string, port: number, ports: readonly number[]): string {
  const changed = shipped
    .replace(/^ *resolver .*\n *server bot:3000 resolve (.*);$/m, (_, options: string) =>
      ports.map((each) => `  server 127.0.0.1:${each} ${options};`).join('\n'),
    )
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*\n/gm, '');
  if (changed.includes('bot:3000 resolve') || changed.includes('ssl')) {
    throw new Error('the shipped configuration has changed, and this test with it has to');
  }
  return changed;
}

/** What stands around the shipped part, with every file in the test's folder. */
function frame(folder: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`);
  return `
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  ${temporary.join('\n  ')}
  log_format figures '$status|$upstream_status';
  access_log ${folder}/access.log figures;
  include ${folder}/site.conf;
}
`;
}

async function isListening(child: ChildProcess, port: number): Promise<boolean> {
  if (child.exitCode !== null) throw new Error('nginx has ended: it does not take its settings');
  const socket = connect(port, '127.0.0.1');
  const [event] = await Promise.race([
    once(socket, 'connect').then(() => ['connected']),
    once(socket, 'error').then(() => ['refused']),
  ]);
  socket.destroy();
  return event === 'connected';
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
