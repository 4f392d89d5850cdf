import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Account, accountFor, equivalentsSchema } from './account.ts';
import { readReport } from './report.ts';

const PARTS = ['machines', 'session'];
const ROOT = join(import.meta.dirname, '..', '..');

/** Mutates one part and runs its tests on each mutant. Throws when Stryker itself fails. */
async function mutate(part: string, options: readonly string[]): Promise<void> {
  const stryker = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json');
  const program = join(stryker, '..', 'bin', 'stryker.js');
  const config = join('test', 'mutation', `${part}.config.json`);
  const args = [program, 'run', config, ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Stryker ended with ${code}`);
}

async function account(part: string): Promise<Account> {
  const report = await readFile(join(ROOT, '.stryker-tmp', `${part}.json`), 'utf8');
  const listed = await readFile(join(import.meta.dirname, 'equivalent.json'), 'utf8');
  return accountFor(readReport(report), equivalentsSchema.parse(JSON.parse(listed)));
}

function tell(part: string, { score, ...account }: Account): void {
  for (const { file, lineNumber, line, code, becomes } of account.unexplained) {
    console.log(`not found: ${file}:${lineNumber}: ${line}\n  ${code} → ${becomes}`);
  }
  for (const { file, line, code, becomes } of account.outdated) {
    console.log(`not needed in equivalent.json: ${file}: ${line}\n  ${code} → ${becomes}`);
  }
  const { mutants, found, equivalent, unexplained } = account;
  console.log(
    `${part}: score ${score} %: of ${mutants} mutants ${found} found, ${equivalent} equivalent, ${unexplained.length} not found`,
  );
}

const args = process.argv.slice(2);
const named = PARTS.filter((part) => args.includes(part));
const options = args.filter((arg) => !PARTS.includes(arg));
for (const part of named.length === 0 ? PARTS : named) {
  await mutate(part, options);
  const result = await account(part);
  tell(part, result);
  if (result.unexplained.length + result.outdated.length > 0) process.exitCode = 1;
}
