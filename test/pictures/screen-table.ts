import type { MachineGraph } from '../../qa/diagram/machine-graph.ts';
import type { Translator } from '../../src/locales/translator.ts';
import { type Languages, sampleOf, screenOf } from './screens.ts';
import { restingPath, usualNotice } from './states.ts';

/** What is written for a screen that the bot does not send. */
export const BUSY = '*nothing: the chat shows that the bot is busy*';

/** The file of a state's picture, from docs/. */
export function pictureOf(path: string): string {
  return `screens/${path}.webp`;
}

/** The screen of a state as a picture and in both languages. */
export function screenTable(graph: MachineGraph, { en, ru }: Languages, path: string): string {
  const snapshot = sampleOf(restingPath(path), usualNotice(graph, path));
  const written = (translator: Translator) => {
    const screen = screenOf(snapshot, translator);
    if (screen === null) return BUSY;
    const rows = screen.buttons.map((row) =>
      row.map(({ label }) => `<kbd>${label}</kbd>`).join(' '),
    );
    return [cell(screen.text), rows.join('<br>')].filter((part) => part !== '').join('<br><br>');
  };
  return [
    '| Screen | English | Russian |',
    '| --- | --- | --- |',
    `| <img src="${pictureOf(path)}" alt="${path}" width="240"> | ${written(en)} | ${written(ru)} |`,
  ].join('\n');
}

/** A text of the bot as one cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}
