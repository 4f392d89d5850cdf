import { createPlayground, type Playground } from './server.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { DirectoryInUseError } from './store/lock.ts';

/**
 * The playground's process.
 *
 * A parent with an IPC channel gets `{ type: 'ready', url, token, adminIds }`; the playground ends
 * with it. SIGINT and SIGTERM end it at once.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const asked = endAsked();
  const playground = await start(settings);
  const { url, token, adminIds } = playground;
  if (process.send === undefined) greet(playground);
  else process.send({ type: 'ready', url, token, adminIds });
  await asked;
  await playground.close();
  process.exit(0);
}

/** Resolves at the first signal, or when the parent is gone. */
function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve());
  });
}

async function start(settings: Settings): Promise<Playground> {
  try {
    return await createPlayground(settings);
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    if (settings.isPortFixed) {
      throw new SettingsError(
        `The port ${settings.port} is taken. Set PLAYGROUND_PORT to another one, or unset it.`,
      );
    }
    return await createPlayground({ ...settings, port: 0 });
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** The token is the playground's own and worth nothing elsewhere: it may be shown. */
function greet({ url, token, adminIds }: Playground): void {
  console.log(`The playground is ready: open ${url}

To start a bot on it:
  BOT_TOKEN=${token} TELEGRAM_API_ROOT=${url} ADMIN_IDS=${adminIds.join(',')} npm start
`);
}

main().catch((error: unknown) => {
  const isExpected = error instanceof SettingsError || error instanceof DirectoryInUseError;
  console.error(isExpected ? error.message : error);
  process.exit(1);
});
