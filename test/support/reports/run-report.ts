import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A column of a table: its heading, and the order of its entries where that is not the alphabet's. */
interface Column {
  readonly title: string;
  readonly order?: readonly string[];
}

/** One table of a document that a test run writes. The last column, the outcome, is added to the others. */
export interface Section {
  readonly title: string;
  readonly intro: string;
  readonly columns: readonly Column[];
}

/** One row of the document: its section, the cells that name it, and what came of it. */
export interface Row<Id extends string> {
  readonly section: Id;
  readonly cells: readonly string[];
  readonly outcome: string;
}

/** A document of tables that the tests of a run fill. */
export interface RunReport<Id extends string> {
  /** Names the variable that holds the folder where the rows of one run gather; the reporter sets it for the test processes. */
  readonly folderVariable: string;
  /**
   * Puts what a test found into the document; call it when the test has held all that it expects. The
   * same row reported again replaces the first.
   *
   * @param section a key of the report's sections
   * @param row the cells that name it, as many as the section has columns
   * @param outcome a few words without times, seeds and counts that vary
   */
  readonly reportOutcome: (section: Id, row: string | readonly string[], outcome: string) => void;
  /** Reads the rows that a run reported into its folder. */
  readonly readRows: (folder: string) => Row<Id>[];
  /** Reads the rows of a document that `render` wrote. */
  readonly parse: (document: string) => Row<Id>[];
  /** Writes the document: the same rows, in whatever order, give the same text. Of rows with the same name the last counts. */
  readonly render: (rows: readonly Row<Id>[]) => string;
}

/**
 * Describes a document of tables that tests fill.
 *
 * @param intro the document's head, in Markdown, up to its first table
 * @param sections its tables, in their order
 */
export function createRunReport<Id extends string>(
  folderVariable: string,
  intro: string,
  sections: Readonly<Record<Id, Section>>,
): RunReport<Id> {
  const ids = Object.keys(sections) as [Id, ...Id[]];
  const rowSchema = z.object({
    section: z.enum(ids),
    cells: z.array(z.string()),
    outcome: z.string(),
  });

  return {
    folderVariable,
    reportOutcome(section, row, outcome) {
      const cells = typeof row === 'string' ? [row] : row;
      if (cells.length !== sections[section].columns.length) {
        throw new Error(`a row of ${section} has ${sections[section].columns.length} cells`);
      }
      if ([...cells, outcome].some((cell) => /[|\n]/.test(cell))) {
        throw new Error('a cell of a table holds no bars and no line ends');
      }
      const folder = process.env[folderVariable];
      if (folder === undefined) return;
      const name = createHash('sha256')
        .update(JSON.stringify([section, cells]))
        .digest('hex');
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ section, cells, outcome }));
    },
    readRows: (folder) =>
      readdirSync(folder).map(
        (name) => rowSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))) as Row<Id>,
      ),
    parse: (document) =>
      document.split(/^## /m).flatMap((part) => {
        const section = ids.find((id) => part.startsWith(`${sections[id].title}\n`));
        if (section === undefined) return [];
        const lines = part.split('\n').filter((line) => line.startsWith('| '));
        return lines.slice(2).map((line) => {
          const cells = line.slice(2, -2).split(' | ');
          return { section, cells: cells.slice(0, -1), outcome: cells.at(-1) ?? '' };
        });
      }),
    render(rows) {
      const distinct = new Map(rows.map((row) => [JSON.stringify([row.section, row.cells]), row]));
      const parts = ids.map((id) =>
        renderSection(
          sections[id],
          [...distinct.values()].filter(({ section }) => section === id),
        ),
      );
      return [intro, ...parts.filter((part) => part !== '')].join('\n');
    },
  };
}

function renderSection(section: Section, rows: readonly Row<string>[]): string {
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

function compareRows({ columns }: Section, first: Row<string>, second: Row<string>): number {
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
