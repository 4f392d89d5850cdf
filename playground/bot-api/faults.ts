import * as z from 'zod';

/** What the phone API takes as a fault. */
export const faultSchema = z.object({
  /** A method's name, `file` for downloads, or `*` for every call but getUpdates. */
  method: z.string().min(1),
  kind: z.enum(['error', 'delay', 'hang', 'drop_before', 'drop_after']),
  times: z.int().min(1).default(1),
  error_code: z.int().min(400).max(599).default(500),
  description: z.string().optional(),
  retry_after: z.int().min(1).optional(),
  delay_ms: z.int().min(0).max(600_000).default(1_000),
  chat_id: z.int().optional(),
});

/** A fault to come: the next calls that fit it go wrong. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault with what is left of it. */
export type OpenFault = Fault & { readonly id: number; readonly remaining: number };

/** The faults that were ordered and have not happened yet. */
export interface Faults {
  /** Orders a fault; returns its id. */
  add(fault: Fault): number;
  list(): OpenFault[];
  /** Takes the oldest fault that fits a call. */
  take(call: { method: string; chatId: number | undefined }): OpenFault | undefined;
  /** Forgets one fault and lets the calls that it holds go on; one that is not there any more is over already. */
  remove(id: number): void;
  /** Forgets all faults and lets calls that hang or are delayed go on. */
  clear(): void;
  /** Holds a call for a fault: resolves when the fault is forgotten, at the latest after `ms`, or when the signal aborts. */
  wait(id: number, ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  let faults: (Fault & { id: number; remaining: number })[] = [];
  let lastId = 0;
  /** The calls that are held, and for which fault. */
  const waiting = new Map<() => void, number>();

  function release(isMeant: (id: number) => boolean): void {
    for (const [go, id] of [...waiting]) if (isMeant(id)) go();
  }

  return {
    add(fault) {
      lastId += 1;
      faults.push({ ...fault, id: lastId, remaining: fault.times });
      return lastId;
    },
    list: () => faults.map((fault) => ({ ...fault })),
    take({ method, chatId }) {
      const fault = faults.find((each) => fits(each, method.toLowerCase(), chatId));
      if (fault === undefined) return undefined;
      fault.remaining -= 1;
      if (fault.remaining === 0) faults = faults.filter((each) => each !== fault);
      return fault;
    },
    remove(id) {
      faults = faults.filter((each) => each.id !== id);
      release((of) => of === id);
    },
    clear() {
      faults = [];
      release(() => true);
    },
    wait: (id, ms, signal) =>
      new Promise((resolve) => {
        const timer = Number.isFinite(ms) ? setTimeout(go, ms) : undefined;
        function go(): void {
          clearTimeout(timer);
          waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        }
        waiting.set(go, id);
        signal.addEventListener('abort', go);
      }),
  };
}

function fits(fault: Fault, method: string, chatId: number | undefined): boolean {
  const wanted = fault.method.toLowerCase();
  const isMethod = wanted === '*' ? !['getupdates', 'file'].includes(method) : wanted === method;
  return isMethod && (fault.chat_id === undefined || fault.chat_id === chatId);
}
