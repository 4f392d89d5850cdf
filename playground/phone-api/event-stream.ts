import type { ServerResponse } from 'node:http';
import type { Feed } from '../state/feed.ts';

/** Tells the pages what happens, as Server-Sent Events. */
export interface EventStream {
  /** Takes over a response and writes events to it until it is closed. */
  connect(response: ServerResponse): void;
  /** Ends all streams. */
  close(): void;
}

/** A comment this often keeps connections open and shows that the server lives. */
const HEARTBEAT_MS = 15_000;

/** A page that does not read is cut off when this much waits for it, in bytes; it connects anew. */
const MAX_WAITING = 16 * 1024 * 1024;

/** Makes the stream of a feed's events. */
export function createEventStream(feed: Feed): EventStream {
  const pages = new Set<ServerResponse>();

  function write(text: string): void {
    for (const page of pages) {
      if (page.writableLength > MAX_WAITING) page.destroy();
      if (!page.destroyed) page.write(text);
    }
  }

  const stopListening = feed.listen((id, name, data) => {
    if (pages.size > 0) write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const heartbeat = setInterval(() => write(': alive\n\n'), HEARTBEAT_MS);

  return {
    connect(response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      response.on('error', () => response.destroy());
      response.write(': connected\n\n');
      pages.add(response);
      response.once('close', () => pages.delete(response));
    },
    close() {
      stopListening();
      clearInterval(heartbeat);
      for (const page of pages) page.end();
    },
  };
}
