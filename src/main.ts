import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Most of a start is loading modules, so their compiled form is kept; where the folder cannot be written, it is not. */
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));

const { run } = await import('./run.ts');
await run();
