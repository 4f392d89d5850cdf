import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePhotosCommand, USAGE } from '../../scripts/photos/command.ts';

const USUAL = { checksums: false, atATime: 8 };

describe('the arguments of npm run photos', () => {
  test.each([
    [
      ['copy', '--from', 'files', '--to', 's3'],
      { name: 'copy', from: { kind: 'files' }, to: { kind: 's3' }, ...USUAL },
    ],
    [
      ['copy', '--to=./backup', '--from=s3', '--checksums', '--concurrency', '32'],
      {
        name: 'copy',
        from: { kind: 's3' },
        to: { kind: 'folder', path: resolve('backup') },
        checksums: true,
        atATime: 32,
      },
    ],
    [['check'], { name: 'check', place: null, ...USUAL }],
    [
      ['check', '--in', '/srv/my photos'],
      { name: 'check', place: { kind: 'folder', path: '/srv/my photos' }, ...USUAL },
    ],
  ])('%j', (args, command) => {
    expect(parsePhotosCommand(args)).toEqual({ type: 'command', command });
  });

  test.each([
    [['--help']],
    [['copy', '-h']],
    [['check', '--in', 'nowhere', '--help']],
  ])('%j ask for help', (args) => {
    expect(parsePhotosCommand(args)).toEqual({ type: 'help' });
  });

  test.each([
    [[], 'Say copy or check.'],
    [['move'], '"move" is no command.'],
    [['check', 'files'], '"files" is one word too many.'],
    [['copy', '--to', 's3'], 'Say where to copy from: --from <place>.'],
    [['copy', '--from', 's3'], 'Say where to copy to: --to <place>.'],
    [
      ['copy', '--from', 'file', '--to', 's3'],
      '--from must be s3, files, or the path of a folder with a slash in it, such as ./file.',
    ],
    [['check', '--concurrency', '0'], '--concurrency must be a whole number from 1 to 32.'],
    [['check', '--concurrency', '33'], '--concurrency must be a whole number from 1 to 32.'],
    [['check', '--from', 's3'], '--from does not belong to this command.'],
    [['check', '--in'], expect.stringContaining("'--in <value>' argument missing")],
    [['check', '--all'], expect.stringContaining("Unknown option '--all'")],
  ])('%j are a mistake', (args, mistake) => {
    expect(parsePhotosCommand(args)).toEqual({ type: 'mistake', mistake });
  });

  test('are all told by the help', () => {
    for (const option of ['from', 'to', 'in', 'checksums', 'concurrency', 'help']) {
      expect(USAGE).toContain(`--${option}`);
    }
  });
});
