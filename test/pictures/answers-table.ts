import type { AdminContext } from '../../machines/session/context.ts';
import type { MachineGraph } from '../../qa/diagram/machine-graph.ts';
import type { Translator } from '../../src/locales/translator.ts';
import type { Answer, Answers } from './answers.ts';
import { BUSY, cell } from './screen-table.ts';
import { type Languages, sampleOf, screenOf } from './screens.ts';
import { restingPath } from './states.ts';
import { wordsOfAction, wordsOfGuard } from './words.ts';

const HEAD = [
  '| Event | When | Leads to | Effect | English | Russian |',
  '| --- | --- | --- | --- | --- | --- |',
];

/** What a state does with its events, one row for each branch; events with the same answers share their rows. */
export function answersTable(
  graph: MachineGraph,
  languages: Languages,
  path: string,
  answers: readonly Answers[],
): string {
  const groups = Map.groupBy(answers, ({ branches }) => JSON.stringify(branches));
  const rows = [...groups.values()].flatMap((group) => {
    const events = group
      .map(({ event }) => (event === '' ? '*at once*' : `\`${event}\``))
      .join(', ');
    const branches = group[0]?.branches ?? [];
    return branches.map((answer) => [events, ...cellsOf(graph, languages, path, answer)]);
  });
  return [...HEAD, ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

function cellsOf(
  graph: MachineGraph,
  { en, ru }: Languages,
  path: string,
  answer: Answer,
): string[] {
  const { guard, to } = answer;
  return [
    guard === null ? '' : wordsOfGuard(guard),
    to === null ? 'stays' : targetOf(to),
    effectOf(graph, answer),
    seen(graph, path, answer, en),
    seen(graph, path, answer, ru),
  ];
}

/** A link to the section of a state. */
function targetOf(to: string): string {
  return `[\`${to}\`](#${to.replaceAll(/\W/g, '').toLowerCase()})`;
}

/** The operation that begins, what is remembered or sent, and the notices of which one is set. */
function effectOf({ states }: MachineGraph, { to, actions, notices }: Answer): string {
  const operation = states.find(({ path }) => path === to)?.operation ?? null;
  const words = [
    operation === null ? '' : `starts \`${operation}\``,
    ...actions.map(wordsOfAction),
    ...notices.map(({ code }) => `notice \`${code}\``),
  ];
  return [...new Set(words)].filter((word) => word !== '').join(', ');
}

/** What is seen after it: its notices, and the beginning of another screen that is come to. */
function seen(graph: MachineGraph, path: string, answer: Answer, translator: Translator): string {
  const { to, notices } = answer;
  if (to === null && answer.actions.length === 0) return '*nothing*';
  if (to === null && notices.length === 0) return '*the same screen*';
  const isPassing = graph.states.some((state) => state.path === to && state.kind === 'passing');
  if (isPassing) return '*the step that the card has come to*';
  const choices: AdminContext['notice'][] = notices.length === 0 ? [null] : [...notices];
  return choices.map((notice) => beginning(path, to, notice, translator)).join('<br>');
}

function beginning(
  path: string,
  to: string | null,
  notice: AdminContext['notice'],
  translator: Translator,
): string {
  const screen = screenOf(sampleOf(restingPath(to ?? path), notice), translator);
  if (screen === null) return BUSY;
  const paragraphs = (notice === null ? 0 : 1) + (to === null ? 0 : 1);
  return cell(screen.text.split('\n\n').slice(0, paragraphs).join('\n'));
}
