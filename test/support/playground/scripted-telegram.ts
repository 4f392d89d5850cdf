import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { serveForTest } from '../servers/http-server.ts';

/** An answer of the Bot API: a result, or a refusal; a page is what another server says; `hang` is no answer at all. */
export type ScriptedAnswer =
  | { readonly result: unknown }
  | {
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after: number };
    }
  | { readonly status: number; readonly page: string }
  | 'hang';

/** A call as it came. */
export interface ScriptedCall {
  readonly method: string;
  readonly parameters: Record<string, unknown>;
}

/** What answers a method: told the call, and how many of the method came before it. */
export type Script = Readonly<
  Record<string, (call: ScriptedCall, before: number) => ScriptedAnswer | Promise<ScriptedAnswer>>
>;

/** A Bot API that says what a test wants, for answers that the playground has no reason to give. */
export interface ScriptedTelegram {
  readonly root: string;
  readonly token: string;
  readonly calls: readonly ScriptedCall[];
  /** The calls of a method. */
  callsOf(method: string): ScriptedCall[];
}

/** What `getMe` answers, unless the script says otherwise. */
export const SCRIPTED_BOT = { id: 7_000_000_042, is_bot: true, first_name: 'S', username: 's_bot' };

/** Serves it on a free port until the test has finished; methods without a script answer `true`. */
export async function scriptTelegram(script: Script): Promise<ScriptedTelegram> {
  const token = `${SCRIPTED_BOT.id}:${'x'.repeat(35)}`;
  const calls: ScriptedCall[] = [];
  const callsOf = (method: string) => calls.filter((call) => call.method === method);
  const ended = new AbortController();
  onTestFinished(() => ended.abort());

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const method = request.url?.split('/').at(-1) ?? '';
    const call = { method, parameters: parametersIn(await text(request)) };
    const before = callsOf(method).length;
    calls.push(call);
    const usual = () => ({ result: method === 'getMe' ? SCRIPTED_BOT : true });
    const given = await (script[method] ?? usual)(call, before);
    if (given === 'hang') return;
    // Polls that are answered at once would keep this process busy with nothing else.
    if (method === 'getUpdates') await pause(5);
    if ('page' in given) return response.writeHead(given.status).end(given.page);
    const isRefusal = 'error_code' in given;
    response.writeHead(isRefusal ? given.error_code : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: !isRefusal, ...given }));
  };
  const port = await serveForTest((request, response) => {
    ended.signal.addEventListener('abort', () => response.destroy());
    void answer(request, response);
  });
  return { root: `http://127.0.0.1:${port}`, token, calls, callsOf };
}

function parametersIn(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
