import { beforeEach, describe, expect, test } from 'vitest';
import { createReadiness, type Readiness } from '../../src/http/readiness.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { writtenBy } from '../support/data/metrics.ts';

const SECRET = 'a-password-of-the-database';

let logged: string[];
let metrics: Metrics;
let readiness: Readiness;
let time: number;

beforeEach(() => {
  logged = [];
  time = 0;
  metrics = createMetrics();
  const destination = { write: (line: string) => logged.push(line) };
  const log = createLogger({ level: 'info', pretty: false, secrets: [SECRET], destination });
  readiness = createReadiness({ log, metrics, now: () => time });
});

/** Long enough for the next look to be a new one. */
function later(): void {
  time += 60_000;
}

describe('a process is ready', () => {
  test('from when it has begun its work until it drains', async () => {
    readiness.add('database', async () => {});
    expect(await readiness.report()).toMatchObject({ ok: false, phase: 'starting' });
    readiness.begin();
    expect(await readiness.report()).toEqual({
      ok: true,
      phase: 'working',
      parts: { database: 'ok' },
    });
    readiness.drain();
    readiness.begin();
    expect(await readiness.report()).toMatchObject({ ok: false, phase: 'draining' });
  });

  test('while every part can be reached, and names the one that cannot', async () => {
    let isAway = true;
    readiness.add('database', async () => {});
    readiness.add('photos', async () => {
      if (isAway) throw new Error('connect ECONNREFUSED');
    });
    readiness.begin();
    expect(await readiness.report()).toEqual({
      ok: false,
      phase: 'working',
      parts: { database: 'ok', photos: 'away' },
    });
    isAway = false;
    later();
    expect(await readiness.report()).toMatchObject({ ok: true });
  });
});

describe('a part', () => {
  test('is not looked at more often than every few seconds, however often it is asked for', async () => {
    let looks = 0;
    readiness.add('database', async () => {
      looks += 1;
    });
    await Promise.all(Array.from({ length: 50 }, () => readiness.report()));
    await readiness.report();
    expect(looks).toBe(1);
    later();
    await readiness.report();
    expect(looks).toBe(2);
  });

  test('that does not answer counts as away in time, and is told to give up', async () => {
    let givenUp: AbortSignal | undefined;
    readiness.add('telegram', (signal) => {
      givenUp = signal;
      return new Promise(() => {});
    });
    readiness.begin();
    expect(await readiness.report()).toMatchObject({ ok: false, parts: { telegram: 'away' } });
    expect(givenUp?.aborted).toBe(true);
  });

  test('that throws at once, or nothing at all, counts as away', async () => {
    readiness.add('database', () => {
      throw new Error('no pool');
    });
    readiness.add('photos', () => Promise.reject(undefined));
    expect((await readiness.report()).parts).toEqual({ database: 'away', photos: 'away' });
  });

  test('that goes away and comes back is logged once each time, without secrets', async () => {
    let isAway = true;
    readiness.add('database', async () => {
      if (isAway) throw new Error(`password ${SECRET} was refused`);
    });
    for (let look = 0; look < 3; look++) {
      await readiness.report();
      later();
    }
    isAway = false;
    await readiness.report();
    const lines = logged.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'warn', code: 'part_away', part: 'database' },
      { level: 'info', part: 'database' },
    ]);
    expect(logged.join('')).not.toContain(SECRET);
    expect(JSON.stringify(await readiness.report())).not.toContain(SECRET);
  });

  test('is told of in the metrics, which look at it as well', async () => {
    let isAway = false;
    readiness.add('photos', async () => {
      if (isAway) throw new Error('away');
    });
    const seen = () => writtenBy(metrics);
    expect(await seen()).toMatchObject({ 'cardseal_part_reachable{part="photos"}': 1 });
    isAway = true;
    later();
    expect(await seen()).toMatchObject({ 'cardseal_part_reachable{part="photos"}': 0 });
  });
});
