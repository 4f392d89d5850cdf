import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/bot/bot-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const unit = await readFile(join(ROOT, 'ops', 'cardseal.service'), 'utf8');

test('systemd takes the unit as it is, and finds it well enclosed', async ({ skip }) => {
  const isHere = await run('systemd-analyze', ['--version']).then(
    () => true,
    () => false,
  );
  skip(!isHere, 'no systemd-analyze here');
  // As if the project lay in the unit's folder: what it starts has to be there.
  const file = join(await temporaryFolder(), 'cardseal.service');
  await writeFile(file, unit.replaceAll('/opt/cardseal/', ROOT));
  expect(await run('systemd-analyze', ['verify', file])).toEqual({ stdout: '', stderr: '' });
  const security = await run('systemd-analyze', ['security', '--offline=yes', file]);
  expect(security.stdout).toMatch(/exposure level for cardseal\.service: [01]\.\d OK/);
});

test('a stop is given more time than the bot takes for it', async () => {
  const running = await readFile(join(ROOT, 'src', 'run.ts'), 'utf8');
  const longest = Number(/LONGEST_STOP_MS = ([\d_]+)/.exec(running)?.[1]?.replaceAll('_', ''));
  const compose = await readFile(join(ROOT, 'compose.yaml'), 'utf8');
  const patience = [/TimeoutStopSec=(\d+)/.exec(unit), /stop_grace_period: (\d+)s/.exec(compose)];
  for (const found of patience) expect(Number(found?.[1]) * 1_000).toBeGreaterThan(longest);
});
