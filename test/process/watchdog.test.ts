import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const MODULE = new URL('../../src/process/watchdog.ts', import.meta.url).href;

/** Runs a process that is watched closely and then does what the script says. */
async function run(script: string) {
  const source = `import { startWatchdog } from ${JSON.stringify(MODULE)};
    startWatchdog({ lookMs: 40, looks: 10 });
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [[code, signal], said] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  return { code, signal, said };
}

test('a process whose event loop stands still ends itself, with a line', async () => {
  const { signal, said } = await run('setTimeout(() => { for (;;); }, 100);');
  expect(signal).toBe('SIGKILL');
  expect(said).toMatch(/^The bot has not moved for \d+ s; it ends itself to be started again\.\n$/);
});

test('one that works in pieces, or has nothing left to do, is left alone', async () => {
  const busy = `const hold = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    let pieces = 0;
    const work = () => { hold(60); if (++pieces < 20) setTimeout(work, 25); };
    work();`;
  for (const script of [busy, '']) {
    expect(await run(script)).toEqual({ code: 0, signal: null, said: '' });
  }
});
