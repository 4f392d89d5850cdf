import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { insertCard } from '../support/data/cards.ts';
import { readMetrics, type Written } from '../support/data/metrics.ts';
import { jpeg } from '../support/data/pictures.ts';
import { eventually } from '../support/waiting/eventually.ts';

interface Line {
  readonly requestId?: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

/** What the metrics are now: what is written is kept for a second, so it is asked for until it is written anew. */
async function metrics(): Promise<Written> {
  const kept = await writtenMetrics();
  let now = kept;
  await eventually(async () => {
    now = await writtenMetrics();
    return now === kept;
  }).toBe(false);
  return readMetrics(now);
}

async function writtenMetrics(): Promise<string> {
  return (await fetch(`${bot.address()}/metrics`)).text();
}

/** Does something and returns what was logged until nothing that it led to is left. */
async function logOf(work: () => Promise<unknown>): Promise<Line[]> {
  await settled();
  const before = bot.logged.length;
  await work();
  await settled();
  return bot.logged.slice(before).map((line) => JSON.parse(line) as Line);
}

async function settled(): Promise<void> {
  await eventually(() =>
    bot.database.fork().execute(
      `select 1 from taken_update where finished_at is null union all
       select 1 from admin_session where shown_revision < revision or child is not null`,
    ),
  ).toEqual([]);
}

describe('the log', () => {
  test('bears one request id from a photo in the wizard to the last call that it led to', async () => {
    await toOriginalPhoto(bot.admin);
    const photo = await jpeg('tomato');
    const lines = await logOf(async () => {
      await bot.admin.sendPhoto(photo);
      await bot.admin.waitFor(screen('Step 2 of 4'));
      await eventually(() => bot.logged.at(-1)).toContain('screen was shown');
    });
    const requestId = lines[0]?.requestId;
    expect(requestId).toMatch(/^u\d+$/);
    expect(lines.filter((line) => line.requestId !== requestId)).toEqual([]);
    const told = lines.map(({ msg, event, child, method, call }) =>
      [msg, event ?? child ?? method ?? call].filter(Boolean).join(': '),
    );
    for (const step of [
      'session moved on: PHOTO',
      'operation begins: storeOriginal',
      'Telegram was called: getFile',
      'Telegram was called: file',
      'the photo store was called: put',
      'operation ended: storeOriginal',
      'Telegram was called: sendMessage',
      'screen was shown',
    ]) {
      expect(told).toContain(step);
    }
    expect(told.indexOf('session moved on: PHOTO')).toBeLessThan(
      told.indexOf('operation ended: storeOriginal'),
    );
    expect(told.lastIndexOf('screen was shown')).toBeGreaterThan(
      told.indexOf('operation ended: storeOriginal'),
    );
  });

  test('bears one request id from a scanned code to its answer, and another for each', async () => {
    const card = await insertCard(bot.database);
    const check = async () => {
      const lines = await logOf(async () => {
        await bot.customer.send(`/start ${card.code}`);
        await bot.customer.waitFor('registered in the system');
      });
      const requestId = lines[0]?.requestId;
      expect(requestId).toMatch(/^u\d+$/);
      expect(lines.filter((line) => line.requestId !== requestId)).toEqual([]);
      expect(lines.map(({ msg }) => msg)).toEqual(
        expect.arrayContaining(['Telegram was called', 'answered']),
      );
      return requestId;
    };
    expect(await check()).not.toBe(await check());
  });

  test('bears the request id also where the answer is given again by a job', async () => {
    await bot.playground.fault({ method: 'sendMessage', kind: 'drop_before', times: 3 });
    const lines = await logOf(async () => {
      await bot.customer.send('/help');
      await bot.customer.waitFor('How to check', { timeout: 50_000 });
    });
    const postponed = lines.find(({ code }) => code === 'answer_postponed');
    const answered = lines.find(({ msg }) => msg === 'answered');
    expect(postponed?.requestId).toMatch(/^u\d+$/);
    expect(answered?.requestId).toBe(postponed?.requestId);
  });
});

describe('the metrics', () => {
  test('tell of updates, checks, calls, photos and screens, and name nobody', async () => {
    const before = await metrics();
    const added = async () => {
      const after = await metrics();
      return Object.fromEntries(
        Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
      );
    };
    const card = await insertCard(bot.database);
    const unknown = createCode();
    await logOf(async () => {
      await bot.customer.send(card.code);
      await bot.customer.waitFor('registered in the system');
      await bot.customer.send(unknown);
      await bot.customer.waitFor('not registered');
      await toOriginalPhoto(bot.admin);
      await bot.admin.sendPhoto(await jpeg('teal'));
      await bot.admin.waitFor(screen('Step 2 of 4'));
    });
    const seen = await added();
    expect(seen).toMatchObject({
      'cardseal_verifications_total{verdict="active"}': 1,
      'cardseal_verifications_total{verdict="unknown"}': 1,
      'cardseal_update_taken_seconds_count{kind="verification"}': 2,
      'cardseal_update_answered_seconds_count{kind="verification"}': 2,
      'cardseal_operation_seconds_count{operation="storeOriginal",result="done"}': 1,
      'cardseal_telegram_call_seconds_count{method="file",outcome="ok"}': 1,
      'cardseal_photo_store_call_seconds_count{call="put",outcome="ok"}': 1,
    });
    expect(seen['cardseal_updates_total{type="message",outcome="taken"}']).toBeGreaterThan(3);
    expect(seen['cardseal_update_answered_seconds_count{kind="session"}']).toBeGreaterThan(1);
    const now = await metrics();
    expect(now).toMatchObject({
      'cardseal_sessions{condition="set_aside"}': 0,
      cardseal_updates_waiting: 0,
      'cardseal_part_reachable{part="database"}': 1,
      'cardseal_part_reachable{part="photos"}': 1,
      'cardseal_part_reachable{part="telegram"}': 1,
      'cardseal_jobs_in_hand{queue="operate"}': 0,
    });
    for (const measured of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      expect(now[measured]).toBeGreaterThan(0);
    }
    expect(now['cardseal_pool_connections{pool="jobs",state="idle"}']).toBeGreaterThanOrEqual(0);
    const names = Object.keys(now).join('\n');
    for (const secret of [card.code, unknown, String(bot.customer.id), String(bot.admin.id)]) {
      expect(names).not.toContain(secret);
    }
    expect(names).not.toContain(bot.playground.token.split(':')[1]);
  });

  test('tell what went wrong with calls', async () => {
    await bot.playground.fault({ method: 'sendMessage', kind: 'error', error_code: 502, times: 1 });
    await bot.customer.send('/id');
    await bot.customer.waitFor(String(bot.customer.id));
    await bot.playground.fault({
      method: 'sendMessage',
      kind: 'error',
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
      times: 1,
    });
    await bot.customer.send('/help');
    await eventually(metrics).toMatchObject({
      'cardseal_telegram_call_seconds_count{method="sendMessage",outcome="failed"}': 1,
      'cardseal_telegram_call_seconds_count{method="sendMessage",outcome="refused"}': 1,
    });
  });
});
