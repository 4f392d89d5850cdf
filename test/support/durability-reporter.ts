import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node';
import { parseReport, ROWS_FOLDER, readRows, renderReport } from './durability-report.ts';

const DOCUMENT = 'docs/durability.md';
const TESTS = 'test/durability/**/*.test.ts';

/**
 * Gathers what the long suites found and writes `docs/durability.md`. A run of some of the tests
 * replaces only the rows that it reports. With `CI` in the environment nothing is written, and a
 * document that would change fails the run.
 */
export default class DurabilityReporter implements Reporter {
  private vitest: Vitest | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cardseal-durability-'));

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    process.env[ROWS_FOLDER] = this.folder;
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): void {
    const root = this.vitest?.config.root ?? '.';
    const path = join(root, DOCUMENT);
    const before = read(path);
    const kept = reason === 'passed' && this.isWhole(root, modules) ? [] : parseReport(before);
    const after = renderReport([...kept, ...readRows(this.folder)]);
    rmSync(this.folder, { recursive: true, force: true });
    if (after === before) return;
    if (process.env.CI === undefined) {
      writeFileSync(path, after);
      console.log(`${DOCUMENT} was written anew`);
    } else {
      console.error(`${DOCUMENT} is not what the tests found: run them without CI and commit it`);
      for (const line of differences(before, after)) console.error(line);
      process.exitCode = 1;
    }
  }

  /** Whether every test of the long suites was run, so that a row which nobody reported has no test any more. */
  private isWhole(root: string, modules: readonly TestModule[]): boolean {
    const run = new Set(modules.map(({ moduleId }) => moduleId));
    const all = globSync(TESTS, { cwd: root }).map((file) => resolve(root, file));
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    return (
      all.every((file) => run.has(file)) && tests.every((test) => test.result().state === 'passed')
    );
  }
}

/** The lines that are only in the one (`-`) or only in the other (`+`). */
function differences(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
