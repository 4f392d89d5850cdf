import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a server that can be cut and mended. */
export interface TcpProxy {
  /** On the loopback. */
  readonly port: number;
  /** How many connections were tried so far. */
  tries(): number;
  /** Lets new connections through. */
  open(): void;
  /** Breaks all connections and refuses new ones, as at the beginning. */
  shut(): void;
  /** Says nothing more on the connections there are, which stay open; new ones work. Returns how many fell silent. */
  hush(): number;
  /** Leads new connections to another server from now on. */
  aim(at: { host: string; port: number }): void;
  /**
   * Lets the next thing that is sent with these bytes in it through, and cuts its connection when the
   * server has answered, so that nobody hears of the answer. Resolves when that has happened.
   */
  loseAnswerTo(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Begins a line to a server. It is shut at first. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isOpen = false;
  let aimed = target;
  let tries = 0;
  const lines = new Map<Socket, () => void>();
  const losing = new Map<Buffer, () => void>();

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const breakAll = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((incoming) => {
    tries += 1;
    keep(incoming);
    if (!isOpen) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect(aimed);
    keep(outgoing);
    incoming.on('data', (sent: Buffer) => {
      for (const [bytes, lost] of losing) {
        if (!sent.includes(bytes)) continue;
        losing.delete(bytes);
        outgoing.unpipe(incoming);
        outgoing.once('data', () => {
          incoming.resetAndDestroy();
          lost();
        });
        outgoing.resume();
      }
    });
    incoming.pipe(outgoing).pipe(incoming);
    const end = () => incoming.destroy();
    outgoing.on('close', end);
    lines.set(incoming, () => {
      outgoing.off('close', end);
      outgoing.unpipe(incoming);
      incoming.unpipe(outgoing);
      incoming.resume();
    });
    incoming.on('close', () => {
      lines.delete(incoming);
      outgoing.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    tries: () => tries,
    open() {
      isOpen = true;
    },
    shut() {
      isOpen = false;
      breakAll();
    },
    hush() {
      for (const silence of lines.values()) silence();
      return lines.size;
    },
    aim(at) {
      aimed = at;
    },
    loseAnswerTo: (bytes) => new Promise((lost) => losing.set(bytes, lost)),
    async close() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The address of a database as it is reached through a proxy. */
export function throughProxy(databaseUrl: string, { port }: Pick<TcpProxy, 'port'>): string {
  return Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href;
}
