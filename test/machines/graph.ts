import { type AnyStateNode, type AnyTransitionDefinition, getMicrosteps, transition } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { adminMachine } from '../../machines/admin-session.ts';
import type { WizardCard } from '../../machines/parts/add-card/slice.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import {
  type AdminSnapshot,
  persistSnapshot,
  restoreSnapshot,
  SNAPSHOT_VERSION,
} from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { ALBUM, adminCases, resultCases } from './cases.ts';

/** One situation of a session: a state with all of the context that a guard asks for. */
export interface Situation {
  readonly key: string;
  readonly path: StatePath;
  readonly snapshot: AdminSnapshot;
}

/** More situations than the machine can have: what lies beyond is a counter in the key. */
export const LIMIT = 150_000;

/**
 * Finds every situation that a session can come to, each with one snapshot of it. `xstate/graph`
 * walks the machine from home with every case of every event. Its adjacency map has all edges of
 * each situation, so that the edges need not be in the key as they must for paths.
 */
export function findSituations(): Situation[] {
  const always = adminCases();
  const map = getAdjacencyMap(adminMachine, {
    events: (snapshot) => [...always, ...resultCases(snapshot)].map(({ event }) => event),
    serializeState: (snapshot) => keyOf(snapshot),
    limit: LIMIT,
  });
  return Object.entries(map).map(([key, { state }]) => ({
    key,
    path: statePath(state),
    snapshot: state,
  }));
}

/** Names the situation that a snapshot is of, by what the guards ask for. Texts, ids and counts do not belong here: they would never end. */
export function keyOf(snapshot: AdminSnapshot): string {
  const { albums, kept } = snapshot.context;
  const path = statePath(snapshot);
  const isKnown = path === 'home' || path.startsWith('addCard.');
  const facts: Record<string, unknown> = {
    ...(kept.addCard && {
      card: isKnown ? cardFacts(kept.addCard) : cardFromOutside(kept.addCard),
    }),
    ...sliceFacts(snapshot),
    ...(albums.length > 0 && { album: albumFacts(albums) }),
  };
  return [
    path,
    ...Object.entries(facts).map(([name, fact]) => `${name} ${JSON.stringify(fact)}`),
  ].join(', ');
}

/** What a part holds is asked by nobody else. */
function sliceFacts(snapshot: AdminSnapshot): object {
  const { slice, kept } = snapshot.context;
  if (slice?.part === 'cards') {
    return { newer: slice.list?.newer != null, older: slice.list?.older != null };
  }
  if (slice?.part !== 'openedCard') return {};
  const { cardId, card, change } = slice;
  const isChanging = /\.changing/.test(statePath(snapshot));
  return {
    ...(kept.addCard && { own: cardId === kept.addCard.id }),
    status: card?.status ?? null,
    ...(isChanging && { change }),
  };
}

/** What the doors of the other parts ask of the card in the wizard: how far it has come is found out when it is gone on with. */
function cardFromOutside({ registered }: WizardCard): string {
  return registered ? 'registered' : 'unfinished';
}

function cardFacts(card: WizardCard): string[] {
  return Object.entries({
    registered: card.registered,
    incoming: card.incoming !== null,
    original: card.original !== null,
    named: card.name !== null,
  }).flatMap(([fact, holds]) => (holds ? [fact] : []));
}

/** What of the album came as photos decides more than what came beside them. */
function albumFacts(albums: AdminContext['albums']): string {
  const photos = albums.find(({ id }) => id === ALBUM);
  if (photos === undefined) return 'others told';
  return photos.told ? 'told' : 'taken';
}

/** One event in one situation, and where it leads. */
export interface Edge {
  readonly from: Situation;
  readonly name: string;
  readonly event: AdminEvent;
  readonly before: AdminSnapshot;
  readonly after: AdminSnapshot;
}

/** Takes every event in a situation, as the bot would: from the snapshot that was stored and restored. */
export function edgesOf(from: Situation): Edge[] {
  const before = restored(from.snapshot);
  return [...adminCases(), ...resultCases(before)].map(({ name, event: { ...event } }) => {
    event.id = `new ${name}`;
    const [after] = transition(adminMachine, before, event);
    return { from, name, event, before, after };
  });
}

/** A snapshot as it comes back from the database. Throws where it does not. */
export function restored(snapshot: AdminSnapshot): AdminSnapshot {
  const back = restoreSnapshot(
    SNAPSHOT_VERSION,
    JSON.parse(JSON.stringify(persistSnapshot(snapshot))),
  );
  if (back.type !== 'restored') throw new Error(`${statePath(snapshot)} comes back ${back.type}`);
  return back.snapshot;
}

/** Every transition that the machine's configuration holds, under a name: of commands, of results, and those taken at once. */
export function allTransitions(): Map<AnyTransitionDefinition, string> {
  const named = new Map<AnyTransitionDefinition, string>();
  for (const node of allNodes(adminMachine.root)) {
    const groups = [...node.transitions.entries(), ['always', node.always ?? []] as const];
    for (const [event, transitions] of groups) {
      transitions.forEach((definition, branch) => {
        named.set(
          definition,
          `${node.id}: ${event}, branch ${branch + 1} of ${transitions.length}`,
        );
      });
    }
  }
  return named;
}

/** Every state node with those inside it. */
export function allNodes(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(allNodes)];
}

/** The transitions that an event takes, with those that follow at once. */
export function takenTransitions({
  before,
  event,
}: Pick<Edge, 'before' | 'event'>): AnyTransitionDefinition[] {
  const taken = adminMachine.getTransitionData(before, event) ?? [];
  if (taken.every(({ target = [] }) => target.every(isRest))) return taken;
  const steps = getMicrosteps(adminMachine, before, event).map(([snapshot]) => snapshot);
  const followed = steps.flatMap((passed, index) => {
    const next = steps[index + 1];
    return next === undefined ? [] : alwaysTaken(passed, next);
  });
  return [...taken, ...followed];
}

/** Whether a session that arrives in a state stays there. */
function isRest({ type, always }: AnyStateNode): boolean {
  return type === 'atomic' && !always?.length;
}

/** Of the transitions taken at once, the one that leads where the session went: no two of a state may lead to the same. */
function alwaysTaken(passed: AdminSnapshot, next: AdminSnapshot): AnyTransitionDefinition[] {
  const arrived = new Set(next._nodes.map((node) => node.id));
  return passed._nodes.flatMap((node) =>
    (node.always ?? []).filter(({ target }) => target?.some(({ id }) => arrived.has(id))),
  );
}
