import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A pattern as it stands in our code. */
export interface SourcePattern {
  readonly file: string;
  readonly pattern: RegExp;
}

/** Every regular expression that is written as one in `src` and `machines`. */
export function sourcePatterns(): SourcePattern[] {
  return globSync('{src,machines}/**/*.ts', { cwd: root }).flatMap((file) => {
    const { tokens } = parse(readFileSync(join(root, file), 'utf8'), {
      sourceType: 'module',
      plugins: ['typescript'],
      tokens: true,
    });
    return (tokens ?? []).flatMap(({ value }: { value: unknown }) =>
      isPattern(value) ? [{ file, pattern: new RegExp(value.pattern, value.flags) }] : [],
    );
  });
}

function isPattern(value: unknown): value is { pattern: string; flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}
