import type { Api } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { type WebhookWatch, watchWebhook } from '../../src/telegram/watch-webhook.ts';
import { useWebhook, webhookConnections } from '../../src/telegram/webhook.ts';
import { writtenBy } from '../support/data/metrics.ts';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';
import { serveForTest } from '../support/servers/http-server.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

const SECRET = 'a-webhook-secret-of-more-than-32-characters';

let playground: TestPlayground;
let api: Api;
let watch: WebhookWatch;
let logged: string[];
let revoked: number;
const metrics = createMetrics();

beforeEach(async () => {
  playground = await startPlayground();
  logged = [];
  revoked = 0;
  const { token, url: root } = playground;
  api = createTelegramApi({ token, root, observe: () => {} }, OPEN_GATE);
});
afterEach(async () => {
  await watch.stop();
  await playground.close();
});

/** Sets a webhook that answers with this status, and begins to watch it. */
async function watched(status: number): Promise<string> {
  const port = await serveForTest((_request, response) => response.writeHead(status).end());
  const url = `http://127.0.0.1:${port}/telegram/hook`;
  await useWebhook(api, { url, secret: SECRET, replicas: 1 });
  const destination = { write: (line: string) => logged.push(line) };
  const log = createLogger({ level: 'info', pretty: false, secrets: [SECRET], destination });
  watch = watchWebhook({ api, log, metrics, onRevoked: () => void revoked++ }, url);
  return url;
}

function codes(): unknown[] {
  return logged.map((line) => JSON.parse(line).code);
}

describe('the watch over the webhook', () => {
  test('has nothing to say while all is well', async () => {
    await watched(200);
    await watch.look();
    expect(logged).toEqual([]);
    expect(revoked).toBe(0);
  });

  test('tells how many updates wait, and why they could not be delivered', async () => {
    await watched(502);
    const customer = await playground.customer();
    await customer.send('/start');
    await eventually(async () => {
      await watch.look();
      return codes();
    }).toEqual(['webhook_failing']);
    expect(logged[0]).toContain('502');
    expect(await writtenBy(metrics)).toMatchObject({ cardseal_webhook_pending_updates: 1 });
    expect(logged.join('')).not.toContain(playground.token);
  });

  test('says once that another program took the webhook away, and not where it leads', async () => {
    await watched(200);
    const port = await serveForTest((_request, response) => response.end());
    const elsewhere = { url: `http://127.0.0.1:${port}/of-another-program` };
    await useWebhook(api, { ...elsewhere, secret: SECRET, replicas: 1 });
    await watch.look();
    await watch.look();
    expect(codes()).toEqual(['webhook_taken']);
    expect(logged.join('')).not.toContain('of-another-program');
  });

  test.each([401, 404])('tells once that the token was revoked (%i)', async (error_code) => {
    await watched(200);
    for (const method of ['getWebhookInfo', 'getMe']) {
      await playground.fault({ method, kind: 'error', error_code, times: 9 });
    }
    await watch.look();
    await watch.look();
    expect(revoked).toBe(1);
  });

  test.each([
    401, 404,
  ])('does not believe that a token was revoked which getMe takes (%i)', async (error_code) => {
    await watched(200);
    await playground.fault({ method: 'getWebhookInfo', kind: 'error', error_code, times: 2 });
    await watch.look();
    await watch.look();
    expect(revoked).toBe(0);
    expect(await playground.calls('getMe')).toHaveLength(2);
  });

  test('takes a Telegram that is away for nothing but that', async () => {
    await watched(200);
    await playground.fault({ method: 'getWebhookInfo', kind: 'error', error_code: 502, times: 9 });
    await watch.look();
    expect([revoked, logged]).toEqual([0, []]);
  });

  test('stops in the middle of a look', async () => {
    await watched(200);
    await playground.fault({ method: 'getWebhookInfo', kind: 'hang', times: 1 });
    const looking = watch.look();
    await watch.stop();
    await looking;
    expect([revoked, logged]).toEqual([0, []]);
  });
});

test.each([
  [1, 8],
  [2, 16],
  [4, 32],
  [12, 96],
  [13, 100],
  [100, 100],
])('%i processes let Telegram deliver %i updates at the same time', (replicas, connections) => {
  watch = { look: async () => {}, stop: async () => {} };
  expect(webhookConnections(replicas)).toBe(connections);
});
