import { z } from 'zod';
import { NOTICE_CODES } from '../../machines/all-parts.ts';
import type { NoticeCode } from '../../machines/session/context.ts';
import type { GraphTransition, MachineGraph } from '../../qa/diagram/machine-graph.ts';
import { textOf } from '../machines/cases.ts';

/** One branch of what a state does with an event, as a tester is told. */
export interface Answer {
  readonly guard: string | null;
  /** Where the session arrives; null where it stays. */
  readonly to: string | null;
  /** The sentences of which the next screen carries one. */
  readonly notices: readonly { readonly code: NoticeCode; readonly count?: number | undefined }[];
  readonly actions: readonly string[];
}

/** What a state does with one event: the first branch whose guard holds. */
export interface Answers {
  readonly event: string;
  readonly branches: readonly Answer[];
  /** The state that says so: the state itself, its part, or '' for the machine. */
  readonly by: string;
}

/**
 * Reads what a state does with every event: its own branches, then those of its part and of the
 * machine until one asks for nothing. The order is that of the machine.
 */
export function answersOf(graph: MachineGraph, path: string): Answers[] {
  const levels = [path, ...parentsOf(graph, path)];
  const events = new Set(
    levels.flatMap((level) =>
      graph.transitions.flatMap(({ from, event }) => (from === level && event ? [event] : [])),
    ),
  );
  return [...events].map((event) => answersTo(graph, levels, event));
}

/** Reads where a state leads that is left at once. */
export function answersAtOnce(graph: MachineGraph, path: string): Answers {
  return answersTo(graph, [path], '');
}

function answersTo(
  { transitions }: MachineGraph,
  levels: readonly string[],
  event: string,
): Answers {
  const all = levels.flatMap((level) =>
    transitions.filter((one) => one.from === level && one.event === event),
  );
  const last = all.findIndex(({ guard }) => guard === null || guard === 'otherwise');
  const reached = last < 0 ? all : all.slice(0, last + 1);
  const branches = reached.map((one, index) =>
    answerOf(one, index > 0 && index === reached.length - 1),
  );
  return { event, branches, by: reached[0]?.from ?? '' };
}

function parentsOf({ states }: MachineGraph, path: string): string[] {
  const parent = states.find((state) => state.path === path)?.parent ?? null;
  return parent === null ? [] : [parent, ...parentsOf({ states, transitions: [] }, parent)];
}

function answerOf({ guard, to, definition }: GraphTransition, isLast: boolean): Answer {
  return {
    guard: guard ?? (isLast ? 'otherwise' : null),
    to,
    notices: definition.actions.flatMap(noticesOf),
    actions: definition.actions.map(actionName),
  };
}

const actionSchema = z.union([z.string(), z.looseObject({ type: z.string() })]);

function actionName(action: unknown): string {
  if (typeof action === 'function' && 'type' in action) return String(action.type);
  const known = actionSchema.parse(action);
  return typeof known === 'string' ? known : known.type;
}

const noticeSchema = z.object({ code: z.enum(NOTICE_CODES), count: z.int().optional() });

/** The sentences that an action may set. Where they follow from the event, events of each kind are tried. */
function noticesOf(action: unknown): Answer['notices'] {
  const name = actionName(action);
  if (name === 'tellAlbum') return [{ code: 'album_first_taken' }];
  if (name !== 'note') return [];
  const { params } = z.looseObject({ params: z.unknown() }).parse(action);
  if (typeof params !== 'function') return [noticeSchema.parse(params)];
  const text = noticeSchema.safeParse(params({ event: textOf('x'.repeat(2001)) }));
  const isOfText = text.success && text.data.count !== undefined;
  return isOfText ? [text.data] : NOTICE_CODES.flatMap((code) => ofFailure(params, code));
}

/** Whether a failure of this code gets the sentence of the same name. */
function ofFailure(params: CallableFunction, code: NoticeCode): Answer['notices'] {
  const notice = noticeSchema.parse(params({ event: { error: { code } } }));
  return notice.code === code ? [notice] : [];
}
