import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** One import of one of our files. */
export interface Import {
  readonly from: string;
  /** A file of ours by its path from the root of the project, or the name of a package. */
  readonly to: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
}

/** All files of the project that somebody wrote, by their paths from its root. */
export const sources = globSync(
  '{bench,src,machines,playground,qa,scripts,test}/**/*.{ts,js,css,html}',
  {
    cwd: root,
  },
);
/** Everything that they import. */
export const imports = [...sources, 'mikro-orm.config.ts']
  .filter((file) => file.endsWith('.ts'))
  .flatMap(importsOf);

/** Reads what a file imports: `import … from`, `export … from`, `import '…'` and `import('…')`. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(?<type>type\s)?[^'"`;]*?from\s+'(?<from>[^']+)'|\bimport\s*\(?\s*'(?<other>[^']+)'/g,
  );
  return [...found].map(({ groups = {} }) => {
    const named = groups.from ?? groups.other ?? '';
    const isOurs = named.startsWith('.');
    return {
      from: file,
      to: isOurs ? join(dirname(file), named) : packageOf(named),
      isOurs,
      isTypeOnly: groups.type !== undefined,
    };
  });
}

function packageOf(named: string): string {
  return named.split('/', named.startsWith('@') ? 2 : 1).join('/');
}

/** Names the imports that break a rule, so that a failure says where to look. */
export function breaking(rule: (found: Import) => boolean): string[] {
  return imports.filter(rule).map(({ from, to }) => `${from} imports ${to}`);
}

/** Whether a file lies in a folder. */
export function isIn(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`);
}
