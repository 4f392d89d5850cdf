import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Plays events at random on the whole bot:
 * `node test/random/run.ts [--runs <sequences>] [--seed <number>] [--replay <file>]`.
 * The seed is printed; a round that fails is printed too, and written to a file for `--replay`.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    replay: { type: 'string' },
  },
});

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const options = [
  'run',
  '--config',
  'vitest.durability.config.ts',
  'test/durability/random.test.ts',
];

const child = spawn(process.execPath, [vitest, ...options], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  stdio: 'inherit',
  env: {
    ...process.env,
    RANDOM_RUNS: values.runs,
    ...(values.seed !== undefined && { RANDOM_SEED: values.seed }),
    ...(values.replay !== undefined && { RANDOM_REPLAY: values.replay }),
  },
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
