import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adminMachine } from '../../machines/admin-session.ts';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { readMachine } from '../../qa/diagram/machine-graph.ts';
import { STATE_PATHS } from '../machines/snapshot-walks.ts';
import { answersOf } from './answers.ts';
import { machineDocument } from './document.ts';
import { shotsOf } from './shots.ts';

const DOCS = new URL('../../docs/', import.meta.url);

const graph = readMachine(adminMachine, EVENT_TYPES);

test('docs/machine.md is what the machine and its screens are: npm run machine writes it', () => {
  expect(machineDocument(graph)).toBe(readFileSync(new URL('machine.md', DOCS), 'utf8'));
});

test('every heading of docs/machine.md stands in its contents, and every link leads to one', () => {
  const lines = machineDocument(graph).split('\n');
  const headings = lines.flatMap((line) => /^###? (.+)$/.exec(line)?.[1] ?? []);
  const links = lines.flatMap((line) => {
    const link = /^ *- \[(.+)\]\(#(.+)\)$/.exec(line);
    return link === null ? [] : [{ heading: link[1] ?? '', anchor: link[2] ?? '' }];
  });
  expect(links.map(({ heading }) => heading)).toEqual(headings);
  const plain = (heading: string) => heading.toLowerCase().replace(/[`.]/g, '').replace(/ /g, '-');
  for (const { heading, anchor } of links) expect(anchor).toBe(plain(heading));
});

test('every state has a picture, and no picture is left over', () => {
  const files = readdirSync(new URL('screens/', DOCS)).map((name) => `screens/${name}`);
  expect(files.toSorted()).toEqual(
    shotsOf(graph)
      .map(({ file }) => file)
      .toSorted(),
  );
  expect(files).toHaveLength(STATE_PATHS.length);
});

test('every state says what it does with every event', () => {
  for (const path of STATE_PATHS) {
    const answered = answersOf(graph, path).filter(({ event }) => !event.includes(' '));
    expect(answered.map(({ event }) => event).toSorted(), path).toEqual(EVENT_TYPES.toSorted());
    for (const { event, branches } of answered) {
      expect(branches.at(-1)?.guard ?? 'otherwise', `${path} ${event}`).toBe('otherwise');
    }
  }
});
