import { transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { adminMachine } from '../../machines/admin-session.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import { type AdminSnapshot, activeOperation, freshSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { adminCases, type Case, resultCases } from '../machines/cases.ts';
import { keyOf, LIMIT } from '../machines/graph.ts';
import { planned } from '../machines/planned.ts';
import type { Path, Step } from './path.ts';
import { isOnTheWay, isPossible } from './possible.ts';
import { allTurns, turnsOf } from './turns.ts';
import { sentenceOf } from './words.ts';

/** A way that was tried on the machine, and where it leads. */
interface Way {
  readonly steps: readonly Step[];
  readonly end: AdminSnapshot;
}

const ADMIN_CASES = adminCases();
const START: Way = { steps: [], end: freshSnapshot() };

/** What most admins do: the whole wizard, with the packaged photo and without. */
const USUAL = [
  ['ADD', 'PHOTO', 'done something', 'TEXT', 'TEXT', 'done something', 'PHOTO', 'done null'],
  ['ADD', 'PHOTO', 'done something', 'TEXT', 'SKIP', 'done something', 'SKIP', 'done null'],
];

/**
 * Finds paths that together take every transition of the machine, and on which every guard of one once
 * allows it and once refuses it, as few and short as they get; and, for every operation that a state waits for, paths on which it succeeds,
 * fails and is tried again, and fails and is cancelled. Only what can really come about is in them.
 */
export function findPaths(): Path[] {
  const ways = shortestWays();
  const usual = USUAL.map((names) => names.reduce(further, START));
  const busy = [...firstOfEachState(ways).values()].filter(({ end }) => end.hasTag('busy'));
  const chosen = [...usual, ...busy.flatMap(outcomesOf)];
  const missing = allTurns();
  for (const each of chosen.flatMap(turnsOn)) missing.delete(each);
  for (const way of ways) {
    for (const { name, event } of missing.size === 0 ? [] : casesOf(way.end)) {
      const turns = turnsOf({ before: way.end, event });
      if (!turns.some((turn) => missing.has(turn))) continue;
      for (const turn of turns) missing.delete(turn);
      chosen.push(further(way, name));
    }
  }
  return withoutBeginnings(chosen).map(pathOf);
}

/** The shortest way to each state in which a session can rest. */
export function findStates(): { state: StatePath; steps: readonly Step[] }[] {
  const ways = firstOfEachState(shortestWays());
  return [...ways].map(([state, { steps }]) => ({ state, steps }));
}

/** The shortest way to each situation, the shortest first: `xstate/graph` finds them. */
function shortestWays(): Way[] {
  const found = getShortestPaths(adminMachine, {
    events: (snapshot) =>
      casesOf(snapshot)
        .filter(({ name }) => isOnTheWay(name, snapshot))
        .map(({ name, event }) => ({ ...event, id: name })),
    serializeState: (snapshot) => keyOf(snapshot),
    limit: LIMIT,
  });
  return found
    .map(({ steps }) => steps.filter(({ event }) => event.type.toString() !== 'xstate.init'))
    .map((steps) => steps.reduce((way, { event: { id: name } }) => further(way, name), START))
    .toSorted((a, b) => a.steps.length - b.steps.length);
}

function firstOfEachState(ways: readonly Way[]): Map<StatePath, Way> {
  return new Map(ways.toReversed().map((way) => [statePath(way.end), way]));
}

/** What can happen in a snapshot. */
function casesOf(snapshot: AdminSnapshot): Case[] {
  return [...ADMIN_CASES, ...resultCases(snapshot)].filter(({ name }) =>
    isPossible(name, snapshot),
  );
}

/** A way with one step more. Throws where that step cannot happen. */
function further({ steps, end: before }: Way, name: string): Way {
  const result = resultCases(before).find((each) => each.name === name);
  const found = result ?? ADMIN_CASES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${statePath(before)} has no ${name}`);
  const event: AdminEvent = { ...found.event, id: `${steps.length + 1} ${name}` };
  const operation = result === undefined ? null : activeOperation(before);
  const [end] = transition(adminMachine, before, event);
  return { steps: [...steps, { name, event, operation }], end };
}

/** The ways that are one step longer. */
function edgesOf(way: Way): Way[] {
  return casesOf(way.end).map(({ name }) => further(way, name));
}

/** The ways on which the operation of a busy state ends; after a failure it is tried again, or cancelled. */
function outcomesOf(way: Way): Way[] {
  return edgesOf(way)
    .filter(({ steps }) => steps.at(-1)?.operation !== null)
    .flatMap((ended) => {
      if (isDone(ended)) return [ended];
      const again = wayOn(ended);
      return again === null
        ? [ended]
        : [succeeding(further(ended, again)), further(ended, 'CANCEL')];
    });
}

function isDone({ steps }: Way): boolean {
  return steps.at(-1)?.name.startsWith('done ') === true;
}

/** By what a person brings about the operation that failed once more, where that is possible. */
function wayOn({ end }: Way): 'RETRY' | 'PHOTO' | null {
  if (end.hasTag('failed')) return 'RETRY';
  return /Photo$/.test(statePath(end)) ? 'PHOTO' : null;
}

/** Ends the operation that a way waits for well, in the first way that it may. */
function succeeding(way: Way): Way {
  const [ended] = edgesOf(way).filter(isDone);
  if (ended === undefined) throw new Error(`nothing succeeds in ${statePath(way.end)}`);
  return ended;
}

/** What the events of a way meet. */
function turnsOn({ steps }: Way): string[] {
  let way = START;
  return steps.flatMap(({ name, event }) => {
    const turns = turnsOf({ before: way.end, event });
    way = further(way, name);
    return turns;
  });
}

/** Leaves out the ways that another one begins with. */
function withoutBeginnings(ways: readonly Way[]): Way[] {
  const beginnings = new Set(
    ways.flatMap(({ steps }) => steps.map((_, length) => keyOfSteps(steps.slice(0, length)))),
  );
  const different = new Map(ways.map((way) => [keyOfSteps(way.steps), way]));
  return [...different].flatMap(([key, way]) => (beginnings.has(key) ? [] : [way]));
}

function keyOfSteps(steps: readonly Step[]): string {
  return steps.map(({ name, operation }) => `${operation ?? ''} ${name}`).join(', ');
}

function pathOf({ steps, end }: Way): Path {
  const before = steps.slice(0, -1).reduce((way, { name }) => further(way, name), START);
  const last = planned(steps.at(-1)?.name ?? '', before.end);
  return { steps, sentence: sentenceOf(steps, statePath(end), last) };
}
