import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy as companies have them before the internet: it is told the host of each request. */
export interface ForwardProxy {
  /** Such as `http://127.0.0.1:3128`. */
  readonly url: string;
  /** What it was asked for so far: `PUT http://host/path`, or `CONNECT host:443`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Starts one on the loopback. Whatever host it is asked for, it turns to `target`, as if it alone
 * could resolve names.
 *
 * @param target the port of a server on the loopback
 */
export async function startForwardProxy(target: number): Promise<ForwardProxy> {
  const asked: string[] = [];
  const tunnels = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    asked.push(`${method} ${url}`);
    const { pathname, search } = new URL(url);
    const onward = request(
      { host: '127.0.0.1', port: target, path: pathname + search, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, near: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    const far = connect(target, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      tunnels.add(socket);
      socket.on('error', () => far.destroy()).on('close', () => near.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      server.closeAllConnections();
      for (const socket of tunnels) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
