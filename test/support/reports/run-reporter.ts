import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node';
import type { RunReport } from './run-report.ts';

/** A document that a run writes: its path and the tests that fill it, by a pattern, both from the project's root. */
export interface RunDocument<Id extends string> {
  readonly path: string;
  readonly tests: string;
  readonly report: RunReport<Id>;
}

/**
 * Gathers what tests found and writes their document. A run of some of the tests replaces only the
 * rows that it reports. With `CI` in the environment nothing is written, and a document that would
 * change fails the run.
 */
export class RunReporter<Id extends string> implements Reporter {
  private vitest: Vitest | undefined;
  private readonly document: RunDocument<Id>;
  private readonly folder = mkdtempSync(join(tmpdir(), 'cardseal-report-'));

  constructor(document: RunDocument<Id>) {
    this.document = document;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    process.env[this.document.report.folderVariable] = this.folder;
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): void {
    const { path, report } = this.document;
    const root = this.vitest?.config.root ?? '.';
    const before = read(join(root, path));
    const kept =
      reason === 'interrupted' || !this.isWhole(root, modules) ? report.parse(before) : [];
    const reported = report.readRows(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
    const after = report.render([...kept, ...reported]);
    if (after === before || kept.length + reported.length === 0) return;
    if (process.env.CI === undefined) {
      writeFileSync(join(root, path), after);
      console.log(`${path} was written anew`);
    } else {
      console.error(`${path} is not what the tests found: run them without CI and commit it`);
      for (const line of differences(before, after)) console.error(line);
      process.exitCode = 1;
    }
  }

  /** Whether every test of the document was run, so that a row which nobody reported has no test any more. */
  private isWhole(root: string, modules: readonly TestModule[]): boolean {
    const all = globSync(this.document.tests, { cwd: root }).map((file) => resolve(root, file));
    const run = modules.filter(({ moduleId }) => all.includes(moduleId));
    const tests = run.flatMap((module) => [...module.children.allTests()]);
    return run.length === all.length && tests.every((test) => test.result().state === 'passed');
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
