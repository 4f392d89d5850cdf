import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SECTIONS, type Section, type SectionId } from './durability-sections.ts';

/** Names the folder that gathers the rows of one test run; the reporter sets it for the test processes. */
export const ROWS_FOLDER = 'DURABILITY_ROWS';

const INTRO = `# Durability, as the tests found it

Written by \`npm run test:durability\`; do not edit it by hand. It holds what happened, and neither times nor seeds.
`;

/** One row of the document: its section, the cells that name it, and what came of it. */
export interface Row {
  readonly section: SectionId;
  readonly cells: readonly string[];
  readonly outcome: string;
}

const rowSchema = z.object({
  section: z.enum(Object.keys(SECTIONS) as [SectionId, ...SectionId[]]),
  cells: z.array(z.string()),
  outcome: z.string(),
});

/**
 * Puts what a test found into `docs/durability.md`; call it when the test has held all that it
 * expects. The same row reported again replaces the first.
 *
 * @param section a key of `SECTIONS`
 * @param row the cells that name it, as many as the section has columns
 * @param outcome a few words without times, seeds and counts that vary
 */
export function reportOutcome(
  section: SectionId,
  row: string | readonly string[],
  outcome: string,
): void {
  const cells = typeof row === 'string' ? [row] : row;
  if (cells.length !== SECTIONS[section].columns.length) {
    throw new Error(`a row of ${section} has ${SECTIONS[section].columns.length} cells`);
  }
  if ([...cells, outcome].some((cell) => /[|\n]/.test(cell))) {
    throw new Error('a cell of a table holds no bars and no line ends');
  }
  const folder = process.env[ROWS_FOLDER];
  if (folder === undefined) return;
  const name = createHash('sha256')
    .update(JSON.stringify([section, cells]))
    .digest('hex');
  const reported: Row = { section, cells, outcome };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(reported));
}

/** Reads the rows that a run reported into its folder. */
export function readRows(folder: string): Row[] {
  return readdirSync(folder).map((name) =>
    rowSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  );
}

/** Reads the rows of a document that `renderReport` wrote. */
export function parseReport(document: string): Row[] {
  return document.split(/^## /m).flatMap((part) => {
    const ids = Object.keys(SECTIONS) as SectionId[];
    const section = ids.find((id) => part.startsWith(`${SECTIONS[id].title}\n`));
    if (section === undefined) return [];
    const lines = part.split('\n').filter((line) => line.startsWith('| '));
    return lines.slice(2).map((line) => {
      const cells = line.slice(2, -2).split(' | ');
      return { section, cells: cells.slice(0, -1), outcome: cells.at(-1) ?? '' };
    });
  });
}

/** Writes the document: the same rows, in whatever order, give the same text. Of rows with the same name the last counts. */
export function renderReport(rows: readonly Row[]): string {
  const distinct = new Map(rows.map((row) => [JSON.stringify([row.section, row.cells]), row]));
  const parts = (Object.keys(SECTIONS) as SectionId[]).map((id) =>
    renderSection(
      SECTIONS[id],
      [...distinct.values()].filter(({ section }) => section === id),
    ),
  );
  return [INTRO, ...parts.filter((part) => part !== '')].join('\n');
}

function renderSection(section: Section, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const titles = [...section.columns.map(({ title }) => title), 'Outcome'];
  const sorted = rows.toSorted((first, second) => compareRows(section, first, second));
  const lines = [
    titles,
    titles.map(() => '---'),
    ...sorted.map(({ cells, outcome }) => [...cells, outcome]),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return [`## ${section.title}`, '', section.intro, '', ...lines, ''].join('\n');
}

function compareRows({ columns }: Section, first: Row, second: Row): number {
  for (const [index, { order = [] }] of columns.entries()) {
    const [left = '', right = ''] = [first.cells[index], second.cells[index]];
    if (left === right) continue;
    const places = [left, right].map((cell) =>
      order.includes(cell) ? order.indexOf(cell) : order.length,
    );
    return (places[0] ?? 0) - (places[1] ?? 0) || (left < right ? -1 : 1);
  }
  return 0;
}
