import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, expect, type TestContext } from 'vitest';
import { assertComplete, findBinaries } from '../../src/database/embedded/binaries.ts';
import { chooseLauncher } from '../../src/database/embedded/launcher.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { fieldCase } from '../support/reports/field-case.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** The machine's own PATH: npm puts the project's Node before it. */
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

let project: string;

beforeEach(async () => {
  project = await temporaryFolder();
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'scripts/checked.mjs']) {
    await cp(join(ROOT, name), join(project, name));
  }
});

/** Starts a program in the copied project and answers its exit code and what it printed. */
async function outcomeOf(command: string, args: readonly string[]) {
  const env = { PATH, HOME: process.env.HOME, npm_config_loglevel: 'silent' };
  return run(command, [...args], { cwd: project, env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: (stdout + stderr).trim() }),
    ({ code, stdout, stderr }) => ({ code, output: (stdout + stderr).trim() }),
  );
}

/** The Node of the machine, where it is too old to run the project. */
async function machinesOldNode(context: TestContext): Promise<void> {
  const { stdout } = await run('node', ['--version'], { env: { PATH } }).catch(() => ({
    stdout: '',
  }));
  const major = Number(/^v(\d+)/.exec(stdout)?.[1]);
  if (!(major < 24)) context.skip('the Node of this machine can run the project itself');
}

/** Packages as `npm ci` leaves them, as far as they are looked at, and a program that says that it runs. */
async function pretendInstalled(): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries(dependencies)) {
    await mkdir(join(project, 'node_modules', name), { recursive: true });
    const description = JSON.stringify({ name, version });
    await writeFile(join(project, 'node_modules', name, 'package.json'), description);
  }
  const sharp = `sharp-${process.platform}-${process.arch}`;
  await mkdir(join(project, 'node_modules', '@img', sharp), { recursive: true });
  await mkdir(join(project, 'src'));
  await writeFile(join(project, 'src', 'main.ts'), 'console.log("runs", process.argv.slice(1));');
}

const start = () => outcomeOf(process.execPath, ['scripts/checked.mjs', 'src/main.ts', '--flag']);
const KIND = 'an install without its scripts, or with less';

fieldCase(
  'process',
  {
    kind: KIND,
    input: 'ignore-scripts=true in an .npmrc, npm ci && npm start, on a machine with Node 20',
    outcome: 'one line: the own Node is missing, type npm ci --ignore-scripts=false',
  },
  async (context) => {
    await machinesOldNode(context);
    await writeFile(join(project, '.npmrc'), 'ignore-scripts=true\naudit=false\nfund=false\n');
    await run('npm', ['ci', '--omit=dev', '--prefer-offline'], {
      cwd: project,
      env: { ...process.env, PATH },
    });
    const { code, output } = await outcomeOf('npm', ['start', '--silent']);
    expect(output.split('\n')).toEqual([
      expect.stringMatching(
        /^This is Node \d+\.\d+\.\d+, which is too old, and the project's own Node is missing: .*Type: npm ci --ignore-scripts=false$/,
      ),
    ]);
    expect(code).toBe(1);
  },
);

fieldCase(
  'process',
  {
    kind: KIND,
    input:
      "everything is installed, and the machine's Node 20 is started in place of the project's",
    outcome: 'one line: too old, start it with npm',
  },
  async (context) => {
    await machinesOldNode(context);
    await pretendInstalled();
    await mkdir(join(project, 'node_modules', 'node', 'bin'), { recursive: true });
    await writeFile(join(project, 'node_modules', 'node', 'bin', 'node'), '');
    const { code, output } = await outcomeOf('node', ['scripts/checked.mjs', 'src/main.ts']);
    expect(output).toMatch(
      /^This is Node \S+, which is too old\. Start it with npm \(npm start\).*$/,
    );
    expect(code).toBe(1);
  },
);

fieldCase(
  'process',
  {
    kind: KIND,
    input: 'everything is there',
    outcome: 'it starts, with its arguments',
  },
  async () => {
    await pretendInstalled();
    const { code, output } = await start();
    expect(output.replace(/\s+/g, ' ')).toMatch(/^runs \[ '.*main\.ts', '--flag' \]$/);
    expect(code).toBe(0);
  },
);

const packageOf = (name: string) => join(project, 'node_modules', name);

const LACKING: [input: string, damage: () => Promise<unknown>, line: RegExp][] = [
  [
    'there is no node_modules',
    () => rm(join(project, 'node_modules'), { recursive: true }),
    /^The packages are not installed\. Type: npm ci$/,
  ],
  [
    'an install that was cut off: two packages are missing',
    async () => {
      await rm(packageOf('zod'), { recursive: true });
      await rm(packageOf('xstate'), { recursive: true });
    },
    /^Packages are missing or of another version \(xstate, zod\): .* Type: npm ci$/,
  ],
  [
    'a package of the version before, as after git pull',
    () => writeFile(join(packageOf('pino'), 'package.json'), '{"version":"1.0.0"}'),
    /^Packages are missing or of another version \(pino\): .* Type: npm ci$/,
  ],
  [
    'a package whose description was cut off',
    () => writeFile(join(packageOf('pino'), 'package.json'), '{"vers'),
    /^Packages are missing or of another version \(pino\)/,
  ],
  [
    'node_modules of another kind of machine, or without the binary of sharp',
    async () => {
      await rm(packageOf('@img'), { recursive: true });
      await mkdir(packageOf('@img/sharp-sunos-sparc'), { recursive: true });
    },
    /^The packages are not for this machine \(\w+-\w+\): .* Type: npm ci --include=optional$/,
  ],
];

for (const [input, damage, line] of LACKING) {
  fieldCase(
    'process',
    { kind: KIND, input, outcome: 'one line that says what to type' },
    async () => {
      await pretendInstalled();
      await damage();
      const { code, output } = await start();
      expect(output).toMatch(line);
      expect(output.split('\n')).toHaveLength(1);
      expect(code).toBe(1);
    },
  );
}

/** A copy of the embedded PostgreSQL in which links of libraries were never made. */
async function withoutLinks(): Promise<string> {
  const { root } = findBinaries();
  const native = join(project, 'native');
  const links: { target: string }[] = JSON.parse(
    await readFile(join(root, 'pg-symlinks.json'), 'utf8'),
  );
  await cp(root, native, { recursive: true, verbatimSymlinks: true });
  for (const { target } of links) await rm(join(project, target));
  return native;
}

fieldCase(
  'process',
  {
    kind: KIND,
    input: 'the links of the libraries of the embedded PostgreSQL were never made; root starts it',
    outcome: 'the line says that it is the install, and not that root must not run it',
  },
  async () => {
    const root = await withoutLinks();
    const binaries = {
      root,
      initdb: join(root, 'bin/initdb'),
      postgres: join(root, 'bin/postgres'),
    };
    await expect(chooseLauncher(binaries, project)).rejects.toMatchObject({
      code: 'no_database_binaries',
      message: expect.stringMatching(/shared librar.*Type: npm ci --ignore-scripts=false/),
    });
    expect(() => assertComplete(project)).toThrow(
      /links of its libraries are missing.*ignore-scripts=false/,
    );
  },
);
