import { randomUUID } from 'node:crypto';
import { ADMIN_IDS, type Contestant } from './contestants.ts';
import { cpuOf } from './machine/cpu.ts';
import { quantile } from './machine/figures.ts';
import { command, messageFrom } from './telegram/people.ts';

/** What the wizard reached with so many admins at a time. */
export interface WizardResult {
  readonly atATime: number;
  readonly perSecond: number;
  /** Milliseconds from sending the update of a step to the arrival of the next screen. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of processor time for one step; null where the system does not tell. */
  readonly cpu: number | null;
}

/** The steps of one card: what the admin sends, and the screen that follows. */
const STEPS: readonly [content: () => object, answer: RegExp][] = [
  [() => command('/add'), /Send a photo of the card/],
  [photo, /Type the card's name/],
  [() => ({ text: `Dragon ${randomUUID()}` }), /Describe the card/],
  [() => ({ text: 'Near mint, first edition.' }), /Stick the QR code/],
  [photo, /The card is active/],
];

function photo(): object {
  const [id, unique] = [randomUUID(), randomUUID()];
  return { photo: [{ file_id: id, file_unique_id: unique, width: 960, height: 1280 }] };
}

/** Lets so many admins add cards for so many seconds, each one after the other; whole cards only. */
export async function runWizards(
  { program, people }: Contestant,
  atATime: number,
  seconds: number,
): Promise<WizardResult> {
  const before = cpuOf(program.pid);
  const since = performance.now();
  const until = since + seconds * 1000;
  const latencies: number[] = [];
  await Promise.all(
    ADMIN_IDS.slice(0, atATime).map(async (adminId) => {
      while (performance.now() < until) {
        for (const [content, answer] of STEPS) {
          latencies.push(await people.ask(adminId, messageFrom(adminId, content()), answer));
        }
      }
    }),
  );
  const took = performance.now() - since;
  const after = cpuOf(program.pid);
  return {
    atATime,
    perSecond: (latencies.length / took) * 1000,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: before === null || after === null ? null : (after - before) / latencies.length,
  };
}
