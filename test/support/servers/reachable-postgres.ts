import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.ts';
import type { ServerCertificate } from './certificates.ts';

/** A PostgreSQL server that is reached in more ways than the usual ones. */
export interface ReachablePostgres {
  /** In plain text on 127.0.0.1, as long as that is allowed. */
  readonly url: string;
  /** Where its Unix socket lies. */
  readonly socketFolder: string;
  readonly port: number;
  /** Has it show this certificate from now on; `only`: plain text is refused. */
  speakTls(certificate: ServerCertificate, only: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on 127.0.0.1, `::1` and a Unix socket. */
export async function startReachablePostgres(): Promise<ReachablePostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cardseal-reachable-'));
  const socketFolder = await mkdtemp(join(tmpdir(), 'cardseal-socket-'));
  await chmod(socketFolder, 0o777);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: pino({ level: 'silent' }),
    settings: {
      fsync: 'off',
      listen_addresses: '127.0.0.1,::1',
      unix_socket_directories: socketFolder,
    },
  });
  const folder = join(dataDir, 'postgres');
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    const { uid, gid } = await stat(folder);
    await writeFile(path, text, { mode: 0o600 });
    await chown(path, uid, gid);
  };
  const url = new URL(server.url);
  return {
    url: server.url,
    socketFolder,
    port: Number(url.port),
    async speakTls({ chain, privateKey }, only) {
      await write('test.crt', chain);
      await write('test.key', privateKey);
      const kind = only ? 'hostssl' : 'host';
      const rules = ['127.0.0.1/32', '::1/128'].map(
        (from) => `${kind} all all ${from} scram-sha-256\n`,
      );
      await write('pg_hba.conf', `local all all scram-sha-256\n${rules.join('')}`);
      await turnOnTls(url, socketFolder);
    },
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
      await rm(socketFolder, { recursive: true, force: true });
    },
  };
}

/** By the socket, which takes us whatever was said of TLS. */
async function turnOnTls(url: URL, host: string): Promise<void> {
  const [user, database, port] = [url.username, url.pathname.slice(1), Number(url.port)];
  const client = new Client({ host, port, user, password: url.password, database });
  await client.connect();
  for (const setting of ["ssl_cert_file = 'test.crt'", "ssl_key_file = 'test.key'", 'ssl = on']) {
    await client.query(`alter system set ${setting}`);
  }
  await client.query('select pg_reload_conf()');
  await client.end();
}
