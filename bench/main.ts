import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodes, type Surroundings, startBare, startCardseal } from './contestants.ts';
import { measureCrowd } from './crowd/crowd.ts';
import { duel } from './duel.ts';
import { measureGrowth } from './growth.ts';
import { startPostgres } from './machine/postgres.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { profileSummary } from './profile.ts';
import { type Findings, loadNow, report } from './report.ts';
import { measureStarts } from './start.ts';
import { startBotApi } from './telegram/bot-api.ts';
import { runWizards, type WizardResult } from './wizard.ts';

const CODES = 10_000;
const ADMINS = [1, 16];

/** Each thing of the growth is done so often in a round, and so often before it is counted. */
const TIMES = 200;
const WARM_UP = 50;

/** Progress goes where the table does not. */
const say = (line: string) => console.error(line);

/** The two processes side by side, and the wizard on the one that has it. */
async function runSideBySide(
  surroundings: Surroundings,
  { parts, atATime, rounds, seconds }: BenchOptions,
): Promise<Pick<Findings, 'duel' | 'wizard'>> {
  const codes = createCodes(CODES);
  const cardseal = await startCardseal(surroundings, codes);
  const bare = await startBare(surroundings, codes);
  say(`verification: ${rounds} rounds of ${seconds} s at ${atATime.join(', ')} at a time`);
  const duels = parts.includes('duel')
    ? await duel(surroundings, { cardseal, bare }, { codes, atATime, rounds, seconds })
    : null;
  await bare.program.stop();
  const wizard: WizardResult[] = [];
  if (parts.includes('wizard')) {
    say('the wizard');
    for (const admins of ADMINS) wizard.push(await runWizards(cardseal, admins, 2 * seconds));
  }
  await cardseal.program.stop();
  return { duel: duels, wizard: wizard.length > 0 ? wizard : null };
}

/** Measures what the options ask for, and leaves nothing behind but what it returns. */
async function run(options: BenchOptions): Promise<Findings> {
  const { parts, rounds, seconds, sizes, crowd: scale, profile } = options;
  const loadBefore = loadNow();
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-bench-'));
  const open = new AsyncDisposableStack();
  open.defer(() => rm(folder, { recursive: true, force: true }));
  try {
    const postgres = await startPostgres(join(folder, 'postgres'));
    open.defer(() => postgres.stop());
    const sample = new URL('../playground/samples/card-front.jpg', import.meta.url);
    const botApi = await startBotApi(await readFile(sample));
    open.defer(() => botApi.close());
    const nodeOptions = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const surroundings = { postgres, botApi, folder, nodeOptions };
    const sided =
      parts.includes('duel') || parts.includes('wizard')
        ? await runSideBySide(surroundings, options)
        : { duel: null, wizard: null };
    const crowd = parts.includes('crowd') ? await measureCrowd(surroundings, scale, say) : null;
    const start = parts.includes('start') ? await measureStarts({ botApi, folder }, rounds) : null;
    const growth = parts.includes('growth')
      ? await measureGrowth(postgres, { sizes, warmUp: WARM_UP, times: TIMES * rounds, say })
      : null;
    const plan = `Medians of ${rounds} rounds of ${seconds} s after one to warm up.`;
    const load: [number, number] = [loadBefore, loadNow()];
    const summary = profile === null ? null : await profileSummary(profile);
    return { ...sided, crowd, growth, start, plan, load, profile: summary };
  } finally {
    await open.disposeAsync();
  }
}

/** The benchmarks: prints what `docs/benchmarks.md` holds, and writes it there. */
const options = readOptions(process.argv.slice(2));
const text = report(await run(options));
console.log(text);
if (options.out !== null) await writeFile(new URL(options.out, import.meta.url), text);
