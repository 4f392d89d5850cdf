import { cpus, loadavg, release, type as system, totalmem } from 'node:os';
import type { CrowdResult } from './crowd/crowd.ts';
import type { DuelResult, Reached } from './duel.ts';
import type { GrowthResult } from './growth.ts';
import { median, short } from './machine/figures.ts';
import { SETTINGS } from './machine/postgres.ts';
import type { Start, StartResult } from './start.ts';
import type { WizardResult } from './wizard.ts';

/** What a run found; a part that was not asked for is null. */
export interface Findings {
  readonly duel: readonly DuelResult[] | null;
  readonly wizard: readonly WizardResult[] | null;
  readonly crowd: readonly CrowdResult[] | null;
  readonly growth: readonly GrowthResult[] | null;
  readonly start: StartResult | null;
  /** What was run, in words: rounds and seconds. */
  readonly plan: string;
  /** Load averages of the last minute at the beginning and at the end. */
  readonly load: readonly [number, number];
  /** Where the processor time went, as Markdown; null without a profile. */
  readonly profile: string | null;
}

const GOALS = { throughput: [0.9, 1, 1.3], p99: 1.2, growth: 1.3, startMs: 2_000 };

/** The load average of the last minute, now. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** Writes the findings as Markdown. */
export function report(findings: Findings): string {
  const { duel, wizard, crowd, growth, start, profile } = findings;
  return [
    '# Benchmarks',
    `Written by \`npm run bench\`. ${machine(findings)}`,
    duel && duelPart(duel),
    wizard && wizardPart(wizard, duel),
    crowd && crowdPart(crowd),
    growth && growthPart(growth),
    start && startPart(start),
    profile && `## Where the processor time goes\n\n${profile}`,
  ]
    .filter((part) => part !== null)
    .join('\n\n')
    .concat('\n');
}

function machine({ plan, load }: Findings): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const [before, after] = load.map((value) => value.toFixed(1));
  const busy = Math.max(...load) > 1.5 * cpus().length;
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value}`);
  return `On ${cpus().length} × ${first?.model ?? 'unknown processor'}, ${memory} GB, ${system()} ${release()}, Node ${process.versions.node}, the embedded PostgreSQL with ${settings.join(', ')}; everything on this one machine. ${plan} Load average ${before} at the beginning, ${after} at the end${busy ? ': **the machine was busy with other work**, so the ratios mean more than the figures' : ''}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function goal(ratio: number, wanted: number, atLeast: boolean): string {
  const met = atLeast ? ratio >= wanted : ratio <= wanted;
  return `${atLeast ? '≥' : '≤'} ${wanted}: ${met ? 'met' : '**missed**'}`;
}

const FIGURES: readonly [
  name: string,
  figure: keyof Reached,
  judge: (ratio: number, place: number) => string,
][] = [
  [
    'verifications a second',
    'perSecond',
    (ratio, place) => goal(ratio, GOALS.throughput[place] ?? 1, true),
  ],
  ['p50, ms', 'p50', () => ''],
  ['p99, ms', 'p99', (ratio) => goal(ratio, GOALS.p99, false)],
  ['CPU of the process, ms an update', 'cpu', () => ''],
  ['CPU of its PostgreSQL connections, ms an update', 'postgresCpu', () => ''],
];

function duelPart(results: readonly DuelResult[]): string {
  const rows = results.flatMap(({ atATime, cardseal, bare }, place) =>
    FIGURES.map(([name, figure, judge]) => {
      const [ours, theirs] = [cardseal[figure] ?? Number.NaN, bare[figure] ?? Number.NaN];
      const ratio = ours / theirs;
      return [String(atATime), name, short(ours), short(theirs), short(ratio), judge(ratio, place)];
    }),
  );
  return `## Verification, beside a bare handler

The whole bot and a handler written by hand (\`bench/bare/\`), each a process of its own with ten connections, by webhook, against the same local Bot API and the same PostgreSQL, in turns. People check cards, each waiting for the verdict before the next check; the time runs from sending the update to the arrival of the verdict. Both find, count and log the check and send one message: a picture with the verdict as its caption. The bare handler does nothing else: an update that comes twice counts twice, and what is under way when it dies is never answered.

${table(['people at a time', 'figure', 'cardseal', 'bare', 'ratio', 'goal'], rows)}`;
}

function wizardPart(results: readonly WizardResult[], duel: readonly DuelResult[] | null): string {
  const rows = results.map(({ atATime, perSecond, p50, p99, cpu }) => {
    const checks = duel?.find((each) => each.atATime === atATime)?.cardseal.perSecond;
    const ratio = short(perSecond / (checks ?? Number.NaN));
    return [
      String(atATime),
      short(perSecond),
      ratio,
      short(p50),
      short(p99),
      short(cpu ?? Number.NaN),
    ];
  });
  const head = ['admins at a time', 'steps a second', 'of verifications a second'];
  return `## The wizard

Whole cards, five steps each: \`/add\`, a photo, the name, the description (which registers the card and sends its QR code), the packaged photo. A step ends when the next screen arrives; the two photos are downloaded, decoded, turned, stripped and stored in it.

${table([...head, 'p50, ms', 'p99, ms', 'CPU of the process, ms a step'], rows)}`;
}

function crowdPart(results: readonly CrowdResult[]): string {
  const rows = results.map(({ tried, before, found, figure, wanted }) => [
    tried,
    before,
    found,
    short(figure),
    goal(figure, wanted, false),
  ]);
  return `## The crowd

Before a Telegram that is limited like the real one: so many messages a second in all, as many at once, one a second in a chat with five at once, and waits that double for who does not keep them. What is possible is what these limits allow for the messages that were sent. The third column is what this run found, the second what was found on commit b02778a.

${table(['tried', 'before', 'now', 'ratio to what is possible', 'goal'], rows)}`;
}

function growthPart(results: readonly GrowthResult[]): string {
  const sizes = [...(results[0]?.milliseconds.keys() ?? [])];
  const rows = results.map(({ name, milliseconds }) => {
    const base = milliseconds.get(sizes[0] ?? 0) ?? Number.NaN;
    const cells = sizes.map((cards) => {
      const took = milliseconds.get(cards) ?? Number.NaN;
      return `${short(took)} (${short(took / base)})`;
    });
    const worst = Math.max(...sizes.map((cards) => (milliseconds.get(cards) ?? 0) / base));
    return [name, ...cells, goal(worst, GOALS.growth, false)];
  });
  const head = sizes.map((cards) => `${cards.toLocaleString('en')} cards`);
  return `## Growth

Milliseconds of one call of the service, one after the other, on databases of several sizes, each card with ten checks in the log; in parentheses the ratio to the smallest.

${table(['', ...head, 'goal'], rows)}`;
}

function startPart({ first, later }: StartResult): string {
  const row = (name: string, starts: readonly Start[]) => {
    const took = median(starts.map((each) => each.took));
    const slowest = Math.max(...starts.map((each) => each.took));
    const cpu = median(starts.map((each) => each.cpu ?? Number.NaN));
    const ratio = took / GOALS.startMs;
    return [name, short(took), short(slowest), short(cpu), short(ratio), goal(ratio, 1, false)];
  };
  return `## From the start to the first answer

With the embedded PostgreSQL and long polling: from starting the process to the arrival of the answer to an update that waited for it. The ratio is that to the goal of ${GOALS.startMs.toLocaleString('en')} ms.

${table(
  ['', 'median, ms', 'slowest, ms', 'CPU of the process, ms', 'ratio', 'goal'],
  [row('in a folder that was used before', later), row('in an empty folder', first)],
)}`;
}
