import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCode, formatCode } from '../../src/codes/verification-code.ts';
import { startTestBot } from '../support/bot/test-bot.ts';
import { screen, toDescription, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import { eventually } from '../support/waiting/eventually.ts';

const CARD_NAME = 'Basilisk-of-the-marsh';
const DESCRIPTION = 'Scratched-in-the-corner';
const PROSE = 'Secretly-written-words';

test('no line of the log holds a secret, a code or what people wrote, whatever goes wrong', async () => {
  const bot = await startTestBot({ env: { LOG_LEVEL: 'trace' } });
  const { admin, playground } = bot;
  const customer = await playground.customer({
    first_name: 'Veronika-with-a-name',
    last_name: 'Petrova-with-another',
    username: 'veronika_with_username',
  });
  const patient = { timeout: 20_000 };

  await toOriginalPhoto(admin);
  await playground.fault({ method: 'file', kind: 'drop_before' });
  await admin.sendPhoto(await jpeg('red'), { caption: PROSE });
  await admin.waitFor(screen('Nothing is lost'));
  await playground.fault({ method: 'getFile', kind: 'error', error_code: 502 });
  await admin.press('Try again');
  await admin.waitFor(screen('Nothing is lost'));
  await toDescription(admin, CARD_NAME);
  await playground.fault({ method: 'sendPhoto', kind: 'drop_before' });
  await playground.fault({ method: 'sendDocument', kind: 'error', error_code: 502 });
  await admin.send(DESCRIPTION);
  await admin.waitFor(screen('Step 4 of 4'), patient);
  const qr = (await admin.messages()).findLast(({ caption }) => caption?.includes('t.me'));
  const code = qr?.caption?.split('start=')[1] ?? '';
  expect(code).toHaveLength(12);
  await admin.sendPhoto(await jpeg('teal'));
  await admin.waitFor(screen('The card is active'));

  for (const fault of [
    { kind: 'error', error_code: 400, description: 'Bad Request: chat not found' },
    { kind: 'error', error_code: 403 },
    { kind: 'error', error_code: 400, description: "Bad Request: can't parse entities" },
    { kind: 'error', error_code: 429, retry_after: 4 },
    { kind: 'drop_before' },
  ] as const) {
    await playground.fault({ method: 'sendPhoto', ...fault, chat_id: customer.id });
    await customer.send(code);
  }
  await playground.fault({ method: 'answerCallbackQuery', kind: 'error', error_code: 400 });
  await customer.pressData(1, `add:1:${PROSE}`);
  await rm(join(bot.dataDir, 'photos'), { recursive: true });
  await bot.database.fork().execute('update photo set file_id = null');
  await bot.database.fork().execute('update picture set file_id = null');
  await customer.send(formatCode(code).toLowerCase());
  await customer.waitFor('cannot be shown right now', patient);
  const unknown = createCode();
  await customer.send(unknown);
  await customer.waitFor('not registered', patient);
  await customer.send(PROSE);
  await customer.waitFor('To check a card');
  await playground.update({ message: { text: PROSE } });
  await playground.update({ [PROSE]: PROSE });
  await bot.database.fork().execute('update admin_session set snapshot = \'{"x":1}\'');
  await admin.send(PROSE);
  await admin.waitFor(screen('brought you back home'));
  await bot.database.fork().execute('alter table verification rename to away');
  await customer.send(code);
  await customer.waitFor('Something went wrong');
  await playground.fault({ method: 'getUpdates', kind: 'drop_after' });
  for (const method of ['getUpdates', 'getMe']) {
    await playground.fault({ method, kind: 'error', error_code: 401, times: 50 });
  }
  await customer.send(PROSE);
  await customer.waitFor('To check a card');
  await customer.send(PROSE);
  await eventually(() => bot.logged.join('')).toContain('no longer takes BOT_TOKEN');
  await bot.close();

  const log = bot.logged.join('\n');
  expect(log.length).toBeGreaterThan(1_000);
  const secrets = {
    token: playground.token,
    'half of the token': playground.token.split(':')[1] ?? '',
    code,
    'the code as printed': formatCode(code),
    'an unknown code': unknown,
    'the name of a card': CARD_NAME,
    'a description': DESCRIPTION,
    'what somebody wrote': PROSE,
    'a first name': 'Veronika',
    'a last name': 'Petrova',
    'a user name': 'veronika_with_username',
    'the password of the database': new URL(bot.databaseUrl).password || 'no password',
  };
  for (const [what, secret] of Object.entries(secrets)) {
    const lines = bot.logged.filter((line) => line.toLowerCase().includes(secret.toLowerCase()));
    expect(lines, what).toEqual([]);
  }
});
