import { z } from 'zod';

/** A change of the program that Stryker made, and what the tests said to it. */
export interface Mutant {
  readonly file: string;
  /** The line where it begins, without the white space around it; the number only helps to find it. */
  readonly line: string;
  readonly lineNumber: number;
  /** What was changed, with single spaces, and what stood there instead. */
  readonly code: string;
  readonly becomes: string;
  readonly status: string;
}

const place = z.object({ line: z.int().positive(), column: z.int().positive() });

const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          replacement: z.string().default(''),
          status: z.string(),
          location: z.object({ start: place, end: place }),
        }),
      ),
    }),
  ),
});

/**
 * Reads the mutants of a report of Stryker, as its JSON text. Throws for what is no such report.
 * @see https://github.com/stryker-mutator/mutation-testing-elements, the schema of the report
 */
export function readReport(json: string): Mutant[] {
  const { files } = reportSchema.parse(JSON.parse(json));
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ replacement, status, location: { start, end } }) => ({
      file,
      line: (source.split('\n')[start.line - 1] ?? '').trim(),
      lineNumber: start.line,
      code: onOneLine(source.slice(offsetOf(source, start), offsetOf(source, end))),
      becomes: onOneLine(replacement),
      status,
    })),
  );
}

function offsetOf(source: string, { line, column }: z.infer<typeof place>): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((length, text) => length + text.length + 1, 0) + column - 1;
}

function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
