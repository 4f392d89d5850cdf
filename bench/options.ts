import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** What is measured: duel, wizard, crowd, growth, start. */
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  /** People at a time. */
  readonly atATime: readonly number[];
  /** Numbers of cards. */
  readonly sizes: readonly number[];
  /** The size of the crowd, as a part of the largest that was tried. */
  readonly crowd: number;
  /** The folder into which both processes write where their time goes; null: they do not. */
  readonly profile: string | null;
  /** Where the table goes beside the terminal; null: nowhere. */
  readonly out: string | null;
}

const PARTS = ['duel', 'wizard', 'crowd', 'growth', 'start'];

/** Reads the command line. Throws what `parseArgs` throws, and for a number that is none. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      parts: { type: 'string', default: PARTS.join(',') },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '4' },
      people: { type: 'string', default: '1,16,128' },
      cards: { type: 'string', default: '1000,100000,1000000' },
      crowd: { type: 'string', default: '1' },
      profile: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const parts = values.parts.split(',');
  for (const part of parts) {
    if (!PARTS.includes(part))
      throw new Error(`--parts: there is no "${part}" (${PARTS.join(', ')})`);
  }
  return {
    parts,
    rounds: numberOf('rounds', values.rounds),
    seconds: numberOf('seconds', values.seconds),
    atATime: values.people.split(',').map((text) => numberOf('people', text)),
    sizes: values.cards.split(',').map((text) => numberOf('cards', text)),
    crowd: numberOf('crowd', values.crowd),
    profile: values.profile === undefined ? null : resolve(values.profile),
    out: values['dry-run'] ? null : '../docs/benchmarks.md',
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0)
    throw new Error(`--${name}: "${text}" is no number above 0`);
  return number;
}
