import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { startPlaygroundProcess } from '../process/playground-process.ts';
import { readProxySettings } from '../proxy-settings.ts';
import type { TelegramOptions } from '../telegram/telegram-api.ts';
import type { StartOptions } from './start-options.ts';

/** How to speak to Telegram, real or local, and who the admins are. */
export interface Messenger {
  readonly telegram: Omit<TelegramOptions, 'observe'>;
  readonly adminIds: readonly number[];
  /** Where the playground shows its phones; null for the real Telegram. */
  readonly page: string | null;
}

/** Finds the Telegram of the settings; starts the playground where they name none. Throws what its start throws. */
export async function openMessenger(config: Config, options: StartOptions): Promise<Messenger> {
  const { telegram, adminIds, dataDir } = config;
  if (telegram.mode === 'bot') {
    const { token, apiRoot: root, filesDir } = telegram;
    const proxies = readProxySettings(process.env);
    return {
      telegram: { token, root, proxies, ...(filesDir !== undefined && { filesDir }) },
      adminIds,
      page: null,
    };
  }
  const ended = new AppError('playground_ended', 'The playground ended; start again.');
  const env = { ...options.env, DATA_DIR: dataDir };
  options.log.info('starting the playground');
  const playground = await startPlaygroundProcess(env, () => options.onFatal(ended));
  options.closing.add('playground', playground.stop);
  const { url, token } = playground;
  return { telegram: { token, root: url }, adminIds: playground.adminIds, page: url };
}
