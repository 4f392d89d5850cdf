import pino from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startTcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { createErrorReporter } from '../../src/jobs/engine-errors.ts';
import { startJobEngine } from '../../src/jobs/job-engine.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

const WARN = 40;
const ERROR = 50;

let lines: { level: number; msg: string; err: Record<string, unknown> }[];
let log: pino.Logger;

beforeEach(() => {
  lines = [];
  log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
});

/** As pg-boss tells what happened to a worker: the driver's error, laid out flat. */
function workerError(message: string, code?: string): object {
  return { message, code, detail: 'a private row', queue: 'screen', worker: 'x', stack: '' };
}

describe('what the job engine tells of its errors', () => {
  test('is one line for all its workers while the database is away', () => {
    const report = createErrorReporter(log);
    for (let n = 0; n < 50; n++) report(workerError('connect ECONNREFUSED', 'ECONNREFUSED'));
    report(new Error('Connection terminated unexpectedly'));
    expect(lines).toMatchObject([{ level: WARN, err: { code: 'ECONNREFUSED' } }]);
  });

  test('is said again when the database is still away after half a minute', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const report = createErrorReporter(log);
    report(workerError('away', '57P01'));
    vi.advanceTimersByTime(31_000);
    report(workerError('away', '57P01'));
    expect(lines).toHaveLength(2);
  });

  test('is logged each time when it is of another kind, without the row that it quotes', () => {
    const report = createErrorReporter(log);
    report(workerError('relation "job" does not exist', '42P01'));
    report('something odd');
    report(undefined);
    expect(lines.map(({ level }) => level)).toEqual([ERROR, ERROR, ERROR]);
    expect(JSON.stringify(lines)).not.toContain('a private row');
  });

  test('of a real database that goes away is that one line', async () => {
    const { url } = await useTestDatabase();
    const { hostname: host, port } = new URL(url);
    const proxy = await startTcpProxy({ host, port: Number(port) });
    onTestFinished(() => proxy.close());
    proxy.open();
    const engine = await startJobEngine(throughProxy(url, proxy), log, { onlyProcess: false });
    onTestFinished(() => engine.stop(1_000));
    proxy.shut();
    await vi.waitFor(() => expect(lines).not.toEqual([]), { timeout: 20_000 });
    expect(lines).toMatchObject([{ level: WARN }]);
    proxy.open();
  });
});
