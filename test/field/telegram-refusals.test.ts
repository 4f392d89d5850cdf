import { afterAll, beforeAll, expect } from 'vitest';
import { explainRefusedStart, isRefusedForGood } from '../../src/telegram/start-refusals.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { addCard } from '../support/bot/wizard-steps.ts';
import { type ScriptedAnswer, scriptTelegram } from '../support/playground/scripted-telegram.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { freePort } from '../support/servers/free-port.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

const BAD_PORT =
  'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443';

/** Starts the whole bot on a Telegram that answers like this. */
async function startOn(answers: Record<string, ScriptedAnswer>, env: Record<string, string> = {}) {
  const script = Object.entries(answers).map(([method, answer]) => [method, () => answer] as const);
  const [telegram, database] = [
    await scriptTelegram(Object.fromEntries(script)),
    await useTestDatabase(),
  ];
  const bot = startProgram('src/main.ts', {
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    DATABASE_URL: database.url,
    DATA_DIR: await temporaryFolder(),
    PORT: '0',
    ...env,
  });
  return { bot, telegram };
}

fieldCase(
  'telegram',
  {
    kind: 'refusals for good at the start',
    input:
      'setWebhook is answered 400 "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"',
    outcome: 'the start ends with one line: WEBHOOK_URL, and Telegram’s own words',
  },
  async () => {
    const port = await freePort();
    const { bot, telegram } = await startOn(
      { setWebhook: { error_code: 400, description: BAD_PORT } },
      { WEBHOOK_URL: `http://127.0.0.1:${port}/hook`, LOG_LEVEL: 'error' },
    );
    expect(await bot.exit()).toBe(1);
    expect(bot.output().trim()).toBe(`Telegram refuses WEBHOOK_URL (setWebhook): ${BAD_PORT}`);
    expect(telegram.callsOf('setWebhook')).toHaveLength(1);
  },
);

/** What each call of a start says to a refusal: the line that ends it, or null: it is tried again. */
const REFUSALS = [
  ['getMe', 400, 'Bad Request: Logged out', /BOT_TOKEN.*Logged out/],
  ['getMe', 421, 'Misdirected Request: unallowed token specified', /BOT_TOKEN.*unallowed token/],
  ['setWebhook', 400, 'Bad Request: bad webhook: Failed to resolve host', /WEBHOOK_URL.*resolve/],
  ['setWebhook', 400, 'Bad Request: secret token contains unallowed characters', /WEBHOOK_SECRET/],
  ['setWebhook', 403, 'Forbidden: no webhooks for you', /WEBHOOK_URL.*no webhooks for you/],
  ['deleteWebhook', 400, 'Bad Request: not here', /TELEGRAM_API_ROOT.*not here/],
  ['setWebhook', 400, 'Bad Request: Too Many Requests: retry after 3', null],
  ['setWebhook', 429, 'Too Many Requests: retry after 30', null],
  ['setWebhook', 409, 'Conflict: terminated by other setWebhook', null],
  ['deleteWebhook', 500, 'Internal Server Error: restart', null],
  ['getMe', 502, 'Bad Gateway', null],
] as const;

for (const [method, error_code, description, line] of REFUSALS) {
  fieldCase(
    'telegram',
    {
      kind: 'refusals for good at the start',
      input: `${method} is answered ${error_code} "${description}"`,
      outcome:
        line === null
          ? 'the start tries again'
          : 'the start ends with one line: the setting, and Telegram’s own words',
    },
    async () => {
      const telegram = await scriptTelegram({ [method]: () => ({ error_code, description }) });
      const api = createTelegramApi({ ...telegram, observe: () => {} }, OPEN_GATE);
      const call = {
        getMe: () => api.getMe(),
        setWebhook: () => api.setWebhook('https://x.example'),
        deleteWebhook: () => api.deleteWebhook(),
      };
      const error = await call[method]().catch((thrown: unknown) => thrown);
      expect(isRefusedForGood(error)).toBe(line !== null);
      if (line !== null) expect(() => explainRefusedStart(error)).toThrow(line);
    },
  );
}

fieldCase(
  'telegram',
  {
    kind: 'refusals for good at the start',
    input: 'TELEGRAM_API_ROOT leads to another server, which answers 404 with a page',
    outcome: 'the start ends with one line that names TELEGRAM_API_ROOT',
  },
  async () => {
    const { bot } = await startOn({ getMe: { status: 404, page: '<html>Not found</html>' } });
    expect(await bot.exit()).toBe(1);
    expect(bot.output()).toContain('TELEGRAM_API_ROOT leads to no Bot API: it answers 404');
  },
);

fieldCase(
  'telegram',
  {
    kind: 'one refusal of the token',
    input: 'getMe of the start is answered 401 once',
    outcome: 'it is asked again, and the bot starts',
  },
  async () => {
    const telegram = await scriptTelegram({
      getMe: (_call, before) =>
        before === 0
          ? { error_code: 401, description: 'Unauthorized' }
          : { result: { id: 7, is_bot: true, first_name: 'S', username: 's_bot' } },
      getUpdates: () => 'hang',
    });
    const database = await useTestDatabase();
    const bot = startProgram('src/main.ts', {
      BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
      DATABASE_URL: database.url,
      DATA_DIR: await temporaryFolder(),
      PORT: '0',
    });
    await bot.waitFor(/Ctrl-C/);
    expect(await bot.stop('SIGTERM')).toBe(0);
  },
);

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

for (const error_code of [401, 404]) {
  fieldCase(
    'telegram',
    {
      kind: 'one refusal of the token',
      input: `getUpdates is answered ${error_code} once`,
      outcome: 'getMe is asked before it is believed, and the bot goes on',
    },
    async () => {
      const { customer, playground, logged } = bot;
      await playground.fault({ method: 'getUpdates', kind: 'error', error_code });
      const before = (await playground.calls('getMe')).length;
      await customer.send('/start');
      await customer.waitFor('Hello');
      await customer.send('/id');
      await customer.waitFor(String(customer.id));
      await eventually(async () => (await playground.faultsToCome()).length).toBe(0);
      expect((await playground.calls('getMe')).length).toBeGreaterThan(before);
      expect(logged.filter((line) => line.startsWith('fatal: '))).toEqual([]);
    },
  );
}

fieldCase(
  'telegram',
  {
    kind: 'a wait dressed as a refusal',
    input:
      'Compare closely: sendMediaGroup is answered 400 "failed to send message #1 with the error message \\"Too Many Requests: retry after 1\\""',
    outcome: 'the photos come when the wait is over',
  },
  async () => {
    const { admin, customer, playground, logged } = bot;
    const card = await addCard(admin);
    const description =
      'Bad Request: failed to send message #1 with the error message "Too Many Requests: retry after 1"';
    const fault = { kind: 'error', error_code: 400, description } as const;
    await playground.fault({ method: 'sendMediaGroup', ...fault });
    await customer.send(card.code);
    await customer.press('Compare closely');
    await customer.waitFor(({ media_group_id: album }) => album !== undefined);
    expect(logged.filter((line) => line.includes('answer_refused'))).toEqual([]);
    const tries = async () => (await playground.calls('sendMediaGroup')).map(({ ok }) => ok);
    await eventually(tries).toEqual([false, true]);
  },
);
