import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with why tests were skipped, which passed at the second try only, what was walked of the machine, and one plain line of numbers. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        const { walked } = test.meta();
        if (walked !== undefined) console.log(`${walked}, ${secondsOf(module)} s`);
        if (result.state === 'pending') continue;
        counts[result.state] += 1;
        if (test.diagnostic()?.flaky) {
          const [first] = result.errors ?? [];
          console.log(`passed at the second try: ${test.fullName}: ${first?.stack}`);
        }
        if (result.state === 'skipped') {
          console.log(`skipped: ${test.fullName}: ${result.note ?? 'no reason given'}`);
        }
      }
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}

/** How long a file took, in seconds. */
function secondsOf(module: TestModule): string {
  return (module.diagnostic().duration / 1000).toFixed(1);
}
