import type { Metrics } from '../../../src/metrics/metrics.ts';

/** The metrics as they are written down: `name{label="value"}` → value. */
export type Written = Readonly<Record<string, number>>;

/** Reads the text that `/metrics` answers with. */
export function readMetrics(text: string): Written {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** Asks for the metrics as Prometheus does. */
export async function writtenBy(metrics: Pick<Metrics, 'text'>): Promise<Written> {
  return readMetrics((await metrics.text()).body);
}
