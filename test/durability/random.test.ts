import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { createRandomStage, type RandomStage } from '../random/stage.ts';
import { type Round, roundSchema, rounds } from '../random/steps.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

/** Sequences that are played side by side. */
const ADMINS = 8;

const runs = Number(process.env.RANDOM_RUNS ?? 40);
const seed = Number(process.env.RANDOM_SEED ?? Math.floor(Math.random() * 2 ** 31));
const replay = process.env.RANDOM_REPLAY;

/** Far more than a round takes, so that only what hangs is ended. */
const ROUND_MS = 300_000;

/** What `checkAdmin`, `checkStore` and `checkTotals` hold of each sequence, in words. */
const HELD = [
  'every update is taken once and answered, however often and whenever it comes',
  'the last screen is the session as it is, with its buttons',
  'a card is in the database once the admin was sent its code, and not before it was registered',
  'no wizard makes two cards',
  'a card is active once its wizard is over, and was not called active before',
  'every card has its original photo, and every photo its object with the right checksum',
  'cleaned up, the photo store holds what cards name and wizards may take, and nothing else',
  'counts equal log rows and the links that were opened, and the statistics equal the counts',
  'no update is put aside, no session is broken, no screen is refused, the process never ends',
];

/** Bots that are played on at the same time, each with a database and a playground of its own: as many as pay for their start. */
const LANES = Math.max(1, Math.min(4, Math.floor(runs / ADMINS / 10)));

/** Rounds that each of them plays. */
const numRuns = Math.ceil(runs / ADMINS / LANES);

/** Sequences after which a long run says how far it is. */
const PROGRESS = 400;

let stages: RandomStage[];
let played = 0;

beforeAll(async () => {
  stages = await Promise.all(Array.from({ length: LANES }, () => createRandomStage(ADMINS)));
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

/** Plays a round; one that fails is written to a file, by which it can be played again. */
async function playOrKeep(stage: RandomStage, round: Round): Promise<void> {
  try {
    await stage.play(round);
    played += ADMINS;
    if (played % PROGRESS === 0) console.log(`random: ${played} sequences held`);
  } catch (error) {
    const file = join(tmpdir(), `cardseal-random-${seed}.json`);
    await writeFile(file, JSON.stringify(round));
    console.log(`This round failed: ${JSON.stringify(round)}`, error);
    console.log(`Play it again with: npm run test:random -- --replay ${file}`);
    throw error;
  }
}

test(
  'whatever admins do and whatever befalls the bot, the invariants hold',
  async () => {
    if (replay !== undefined) {
      await stages[0]?.play(roundSchema.parse(JSON.parse(await readFile(replay, 'utf8'))));
      return;
    }
    console.log(`random: ${numRuns * LANES * ADMINS} sequences, seed ${seed}`);
    await Promise.all(
      stages.map((stage, lane) => {
        const property = fc.asyncProperty(rounds(ADMINS), (round) => playOrKeep(stage, round));
        // A round is never the same twice, since its admins act at the same time: shrinking would mislead.
        return fc.assert(property, { numRuns, seed: seed + lane, endOnFailure: true });
      }),
    );
    for (const held of HELD) reportOutcome('random', held, 'in every sequence');
  },
  ROUND_MS * numRuns,
);
