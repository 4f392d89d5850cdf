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
  take(call: { method: string; chatId: number | undefined }): Fault | undefined;
  /** Forgets all faults and lets calls that hang or are delayed go on. */
  clear(): void;
  /** Resolves when the faults are cleared, at the latest after `ms`, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  let faults: (Fault & { id: number; remaining: number })[] = [];
  let lastId = 0;
  const waiting = new Set<() => void>();

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
    clear() {
      faults = [];
      for (const release of [...waiting]) release();
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = Number.isFinite(ms) ? setTimeout(release, ms) : undefined;
        function release(): void {
          clearTimeout(timer);
          waiting.delete(release);
          signal.removeEventListener('abort', release);
          resolve();
        }
        waiting.add(release);
        signal.addEventListener('abort', release);
      }),
  };
}

function fits(fault: Fault, method: string, chatId: number | undefined): boolean {
  const wanted = fault.method.toLowerCase();
  const isMethod = wanted === '*' ? !['getupdates', 'file'].includes(method) : wanted === method;
  return isMethod && (fault.chat_id === undefined || fault.chat_id === chatId);
}
