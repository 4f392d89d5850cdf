import { expect, onTestFinished } from 'vitest';
import { readProxySettings } from '../../src/proxy-settings.ts';
import { createFileSource } from '../../src/telegram/file-source.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { type ForwardProxy, startForwardProxy } from '../support/playground/forward-proxy.ts';
import { type ScriptedTelegram, scriptTelegram } from '../support/playground/scripted-telegram.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

const KIND = 'connections that ignore the host’s settings';

/** A Telegram that answers by name, to who comes through the proxy. */
async function behindProxy(): Promise<{ telegram: ScriptedTelegram; proxy: ForwardProxy }> {
  const telegram = await scriptTelegram({
    getFile: () => ({ result: { file_id: 'x', file_unique_id: 'x', file_path: 'photos/f' } }),
    f: () => ({ status: 200, page: 'the photo' }),
  });
  const proxy = await startForwardProxy(Number(new URL(telegram.root).port));
  onTestFinished(() => proxy.close());
  return { telegram, proxy };
}

/** Calls Telegram and downloads a photo as a bot with these variables does. */
async function speak(root: string, token: string, env: Record<string, string>): Promise<string> {
  const options = { token, root, proxies: readProxySettings(env), observe: () => {} };
  const api = createTelegramApi(options, OPEN_GATE);
  await api.getMe();
  const { signal } = new AbortController();
  return String(await createFileSource(api, options).download('x', signal));
}

for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']) {
  fieldCase(
    'telegram',
    {
      kind: KIND,
      input: `Telegram is reachable only by ${name}`,
      outcome: 'calls and downloads go by the proxy',
    },
    async () => {
      const { telegram, proxy } = await behindProxy();
      const { token } = telegram;
      const root = 'http://telegram.invalid:8081';
      expect(await speak(root, token, { [name]: proxy.url })).toBe('the photo');
      expect(proxy.asked).toEqual([
        `POST ${root}/bot${token}/getMe`,
        `POST ${root}/bot${token}/getFile`,
        `GET ${root}/file/bot${token}/photos/f`,
      ]);
    },
  );
}

for (const name of ['HTTPS_PROXY', 'https_proxy']) {
  fieldCase(
    'telegram',
    {
      kind: KIND,
      input: `api.telegram.org is reachable only by ${name}`,
      outcome: 'the proxy is asked for a tunnel to it',
    },
    async () => {
      const { telegram, proxy } = await behindProxy();
      const env = { [name]: proxy.url, HTTP_PROXY: 'http://127.0.0.1:9' };
      // The proxy leads to a server without TLS: the tunnel is what is looked at.
      await expect(speak('https://api.telegram.org', telegram.token, env)).rejects.toThrow();
      expect(proxy.asked).toEqual(['CONNECT api.telegram.org:443']);
    },
  );
}

for (const NO_PROXY of ['127.0.0.1', 'localhost,127.0.0.1', '*']) {
  fieldCase(
    'telegram',
    {
      kind: KIND,
      input: `a Bot API server of one’s own beside a proxy, and NO_PROXY is ${NO_PROXY}`,
      outcome: 'it is reached without the proxy',
    },
    async () => {
      const { telegram, proxy } = await behindProxy();
      const env = { HTTP_PROXY: proxy.url, NO_PROXY };
      expect(await speak(telegram.root, telegram.token, env)).toBe('the photo');
      expect(proxy.asked).toEqual([]);
    },
  );
}
