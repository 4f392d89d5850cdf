import type { PhoneEvents } from '../../../playground/state/feed.ts';

/** An event of the phone API. */
export type PhoneEvent = {
  [K in keyof PhoneEvents]: { readonly name: K; readonly data: PhoneEvents[K] };
}[keyof PhoneEvents];

/** A connection to the events of all phones. */
export interface Events {
  /** Calls back for each event; returns the function that ends it. */
  listen(listener: (event: PhoneEvent) => void): () => void;
  close(): void;
}

/** Connects to a playground's events. Resolves when it is connected: nothing is missed from then on. */
export async function connectEvents(url: string): Promise<Events> {
  const controller = new AbortController();
  const response = await fetch(`${url}/api/events`, { signal: controller.signal });
  const listeners = new Set<(event: PhoneEvent) => void>();
  if (response.body === null) throw new Error('the events have no body');
  void read(response.body, (event) => {
    for (const listener of listeners) listener(event);
  });
  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => controller.abort(),
  };
}

async function read(
  body: ReadableStream<Uint8Array>,
  tell: (event: PhoneEvent) => void,
): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event !== undefined) tell(event);
      }
    }
  } catch {
    // The connection was closed: by the test, or with the playground.
  }
}

function parse(block: string): PhoneEvent | undefined {
  const name = /^event: (.*)$/m.exec(block)?.[1];
  // A dot would end at U+2028, which JSON leaves as it is.
  const data = /^data: ([^\n]*)/m.exec(block)?.[1];
  if (name === undefined || data === undefined) return undefined;
  return { name, data: JSON.parse(data) } as PhoneEvent;
}
