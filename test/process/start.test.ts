import { describe, expect, inject, test } from 'vitest';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { serveForTest } from '../support/servers/http-server.ts';

const PLAYGROUND = { PORT: '0', PLAYGROUND_PORT: '0' };

describe('npm start without settings', () => {
  test('prints in one screen what it uses and where the page is, and serves the page', async () => {
    const bot = startProgram('src/main.ts', { ...PLAYGROUND, DATA_DIR: await temporaryFolder() });
    const [, page] = await bot.waitFor(/Open (http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ctrl-C/);
    expect(bot.output().split('\n').length).toBeLessThan(30);
    const said = [
      'starting the playground',
      'making the database',
      'starting the database',
      'bringing the schema',
      'cardseal is running',
    ].map((line) => bot.output().indexOf(line));
    expect(Math.min(...said)).toBeGreaterThanOrEqual(0);
    expect(said.slice(1)).toEqual(said.slice(1).toSorted((a, b) => a - b));
    for (const word of ['Database', 'embedded PostgreSQL', 'Photos', 'long polling', 'Admins']) {
      expect(bot.output()).toContain(word);
    }
    expect(await (await fetch(`${page}/`)).text()).toContain('<html');
    expect(await bot.stop('SIGTERM')).toBe(0);
    expect(bot.output()).toMatch(/"msg":"stopped"\}\n$/);
  });

  test('ends everything that it started', async () => {
    const bot = startProgram('src/main.ts', { ...PLAYGROUND, DATA_DIR: await temporaryFolder() });
    const [, page = ''] = await bot.waitFor(/Open (http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ctrl-C/);
    expect(await bot.stop('SIGINT')).toBe(0);
    await expect(fetch(page)).rejects.toThrow();
  });

  test('refuses a second start on the same folder, and the first goes on', async () => {
    const env = { ...PLAYGROUND, DATA_DIR: await temporaryFolder() };
    const first = startProgram('src/main.ts', env);
    const [, page = ''] = await first.waitFor(/Open (http:\/\/127\.0\.0\.1:\d+)/);
    const second = startProgram('src/main.ts', env);
    expect(await second.exit()).toBe(1);
    expect(second.output()).toContain(env.DATA_DIR);
    expect((await fetch(page)).status).toBe(200);
  });

  test('starts again at once after it was killed', async () => {
    const env = { ...PLAYGROUND, DATA_DIR: await temporaryFolder() };
    const first = startProgram('src/main.ts', env);
    await first.waitFor(/Ctrl-C/);
    await first.stop('SIGKILL');
    const second = startProgram('src/main.ts', env);
    await second.waitFor(/Ctrl-C/);
    expect(await second.stop('SIGTERM')).toBe(0);
  });
});

describe('a start that cannot succeed', () => {
  test('says each wrong setting in a line and ends with 1', async () => {
    const bot = startProgram('src/main.ts', {
      BOT_TOKEN: 'nonsense',
      ADMIN_IDS: 'me',
      PORT: '-1',
      DATABASE_URL: 'mysql://x',
    });
    expect(await bot.exit()).toBe(1);
    const lines = bot.output().trim().split('\n');
    expect(lines).toHaveLength(4);
    for (const name of ['BOT_TOKEN', 'ADMIN_IDS', 'PORT', 'DATABASE_URL']) {
      expect(lines.filter((line) => line.startsWith(name))).toHaveLength(1);
    }
    expect(bot.output()).not.toContain('nonsense');
  });

  test('names a port that is taken', async () => {
    const port = await serveForTest(() => {}, '::');
    const bot = startProgram('src/main.ts', {
      ...PLAYGROUND,
      PORT: String(port),
      DATA_DIR: await temporaryFolder(),
    });
    expect(await bot.exit()).toBe(1);
    expect(bot.output().trim()).toBe(`PORT ${port} is taken. Set PORT to another one, or to 0.`);
  });

  test('refuses a real database beside the playground', async () => {
    const bot = startProgram('src/main.ts', { DATABASE_URL: 'postgres://u:secret@localhost/x' });
    expect(await bot.exit()).toBe(1);
    expect(bot.output()).toMatch(/BOT_TOKEN/);
    expect(bot.output()).not.toContain('secret');
  });

  test('says so when PostgreSQL does not take the login, without the password', async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = 'wrong-password';
    const bot = startProgram('src/main.ts', {
      BOT_TOKEN: '123456:abc',
      DATABASE_URL: url.href,
      PORT: '0',
      DATA_DIR: await temporaryFolder(),
    });
    expect(await bot.exit()).toBe(1);
    expect(bot.output().trim()).toMatch(/^PostgreSQL refuses DATABASE_URL \(SQLSTATE 28/);
    expect(bot.output()).not.toContain('wrong-password');
  });

  test('says so when Telegram does not take the token', async () => {
    const port = await serveForTest((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"ok":false,"error_code":401,"description":"Unauthorized"}');
    });
    const bot = startProgram('src/main.ts', {
      BOT_TOKEN: '123456:abcdefghijklmnopqrstuvwxyzABCDEFGHI',
      TELEGRAM_API_ROOT: `http://127.0.0.1:${port}`,
      PORT: '0',
      DATA_DIR: await temporaryFolder(),
    });
    expect(await bot.exit()).toBe(1);
    expect(bot.output()).toContain('BOT_TOKEN');
    expect(bot.output()).not.toContain('abcdefghijklmnopqrstuvwxyz');
  });

  test('says so when the authority of S3 cannot be read', async () => {
    const bot = startProgram('src/main.ts', {
      ...PLAYGROUND,
      DATA_DIR: await temporaryFolder(),
      S3_ENDPOINT: 'https://127.0.0.1:9',
      S3_ACCESS_KEY: 'access-key',
      S3_SECRET_KEY: 'secret-key',
      S3_CA_FILE: './nowhere.pem',
    });
    expect(await bot.exit()).toBe(1);
    expect(bot.output().trim()).toMatch(
      /^S3_CA_FILE names \S+nowhere\.pem, which cannot be read: .*$/,
    );
  });
});
