import type { Contestant, Surroundings } from './contestants.ts';
import { cpuOf, cpuOfAll } from './machine/cpu.ts';
import { median, quantile } from './machine/figures.ts';
import { command, messageFrom } from './telegram/people.ts';

/** What one contestant reached with so many people at a time: the medians of all rounds. */
export interface Reached {
  readonly perSecond: number;
  /** Milliseconds from sending the update to the arrival of the verdict. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of processor time for one update; null where the system does not tell. */
  readonly cpu: number | null;
  /** The same, of the server's side of its connections to PostgreSQL. */
  readonly postgresCpu: number | null;
}

export interface DuelResult {
  readonly atATime: number;
  readonly cardseal: Reached;
  readonly bare: Reached;
}

export interface DuelPlan {
  readonly codes: readonly string[];
  /** So many checks are under way at a time, each of another person. */
  readonly atATime: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Lets the two answer checks in turns: each round measures both, in changing order, while the other is
 * held still, so that a busy moment of the machine hits both. The first round warms up and is not
 * counted. Throws when one of them logged another number of checks than it was sent.
 */
export async function duel(
  surroundings: Surroundings,
  { cardseal, bare }: { cardseal: Contestant; bare: Contestant },
  plan: DuelPlan,
): Promise<DuelResult[]> {
  const results: DuelResult[] = [];
  const sent = new Map<Contestant, number>();
  for (const contestant of [cardseal, bare]) contestant.program.pause();
  for (const atATime of plan.atATime) {
    const reached = new Map<Contestant, Reached[]>([
      [cardseal, []],
      [bare, []],
    ]);
    for (let round = 0; round <= plan.rounds; round++) {
      for (const contestant of round % 2 === 0 ? [cardseal, bare] : [bare, cardseal]) {
        const { count, figures } = await measure(surroundings, contestant, plan, atATime);
        sent.set(contestant, (sent.get(contestant) ?? 0) + count);
        if (round > 0) reached.get(contestant)?.push(figures);
      }
    }
    const [ours, theirs] = [cardseal, bare].map((each) => medians(reached.get(each) ?? []));
    if (ours !== undefined && theirs !== undefined) {
      results.push({ atATime, cardseal: ours, bare: theirs });
    }
  }
  for (const [contestant, count] of sent) {
    contestant.program.resume();
    await expectLogged(surroundings, contestant, count);
  }
  return results;
}

/** So many people write in turns that none of them writes so often that it counts as a flood. */
const PEOPLE = 20_000;

let turn = 0;
const nextPerson = () => 100_000 + (turn++ % PEOPLE);

async function measure(
  { postgres }: Surroundings,
  { program, databaseUrl, people }: Contestant,
  { codes, seconds }: DuelPlan,
  atATime: number,
): Promise<{ count: number; figures: Reached }> {
  program.resume();
  people.reconnect();
  const backends = await postgres.backends(databaseUrl);
  const before = { cpu: cpuOf(program.pid), postgres: cpuOfAll(backends) };
  const since = performance.now();
  const latencies: number[] = [];
  const until = since + seconds * 1000;
  const customers = Array.from({ length: atATime }, async () => {
    while (performance.now() < until) {
      const personId = nextPerson();
      const code = codes[Math.floor(Math.random() * codes.length)];
      const update = messageFrom(personId, command(`/start ${code}`));
      latencies.push(await people.ask(personId, update, /^✅/));
    }
  });
  await Promise.all(customers);
  const took = performance.now() - since;
  const after = {
    cpu: cpuOf(program.pid),
    postgres: cpuOfAll(await postgres.backends(databaseUrl)),
  };
  program.pause();
  const count = latencies.length;
  const each = (now: number | null, then: number | null) =>
    now === null || then === null ? null : (now - then) / count;
  return {
    count,
    figures: {
      perSecond: (count / took) * 1000,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      cpu: each(after.cpu, before.cpu),
      postgresCpu: each(after.postgres, before.postgres),
    },
  };
}

function medians(rounds: readonly Reached[]): Reached {
  const of = (figure: keyof Reached) => median(rounds.map((round) => round[figure] ?? Number.NaN));
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    cpu: orNull(of('cpu')),
    postgresCpu: orNull(of('postgresCpu')),
  };
}

async function expectLogged(
  { postgres }: Surroundings,
  { name, databaseUrl }: Contestant,
  count: number,
): Promise<void> {
  const [row] = await postgres.run(databaseUrl, 'select count(*)::int as logged from verification');
  if (row?.logged !== count) throw new Error(`${name} logged ${row?.logged} of ${count} checks`);
}
