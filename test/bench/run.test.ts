import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

test('the benchmarks run, each of them, and both sides logged every check', async () => {
  const little = '--rounds 1 --seconds 0.2 --people 2 --cards 20,40 --crowd 0.02 --dry-run';
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, ...little.split(' ')]);
  for (const title of [
    'Verification, beside',
    'The wizard',
    'The crowd',
    'Growth',
    'From the start',
  ]) {
    expect(stdout).toContain(`## ${title}`);
  }
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
}, 600_000);
