import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openRecordingFolder } from '../qa/record/recording-files.ts';
import { replay } from '../qa/record/replay.ts';
import { parseCode } from '../src/codes/verification-code.ts';
import { useQaStage } from './support/bot/qa-stage.ts';

const folder = openRecordingFolder(fileURLToPath(new URL('recorded', import.meta.url)));
const files = await folder.list();

/** A killed bot's work is taken over after about 12 s, on a busy machine later. */
const PATIENCE_MS = 90_000;

test('there are recorded tests', () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files)('the recorded test %s', (file) => {
  test('leads to the same again', { timeout: 300_000 }, async () => {
    const recording = await folder.read(file);
    const compare = ({
      title,
      expected,
      seen,
    }: {
      title: string;
      expected: unknown;
      seen: unknown;
    }) => expect(seen, title).toEqual(expected);
    const stage = await useQaStage();
    await replay(stage, recording, { fileOf: folder.fileOf, patienceMs: PATIENCE_MS, compare });
  });

  test('holds neither a token nor a code', async () => {
    const json = JSON.stringify(await folder.read(file));
    expect(json).not.toMatch(/\d{6,}:[\w-]{30,}/);
    const words = json.match(/[\w-]{12,}/g) ?? [];
    expect(words.filter((word) => parseCode(word).type === 'code')).toEqual([]);
  });
});
