import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/**
 * Begins to count how often the blocks and functions of our code in `src` are executed, as V8 itself counts
 * them: the same work has the same count on every machine. While it counts, nothing is optimised, and what
 * was loaded before is not counted: begin before the code is imported.
 *
 * @returns the count of some work
 */
export function beginCounting(): (work: () => unknown) => number {
  const session = new Session();
  session.connect();
  const post = (method: string, parameters = {}): Coverage => {
    let answer: Coverage = { result: [] };
    session.post(method, parameters, (error, result) => {
      if (error !== null) throw error;
      answer = result as Coverage;
    });
    return answer;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return (work) => {
    post('Profiler.takePreciseCoverage');
    work();
    const { result } = post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.includes('/src/'))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  };
}
