import { FAULT_POINTS } from '../../../src/faults.ts';
import type { Section } from './run-report.ts';

/** The steps of the crash table, in the order in which a card goes through them. */
export const CRASH_STEPS = [
  'start of the wizard',
  'original photo',
  'name',
  'description',
  'description skipped',
  'packaged photo',
  'packaged photo skipped',
  'verification',
  'greeting',
] as const;

/** After the point's name in the crash table: it was met on the way to the screen of an operation's result. */
export const OF_RESULT = ' (result)';

/** Every table that tests write into the document, in the document's order. */
export const SECTIONS = {
  crashWindows: {
    title: 'Crash windows',
    intro:
      'The bot is a real process. It is killed with SIGKILL at the named point while it does the ' +
      'step, and started again; then the wizard goes on by the same events. Each row was also ' +
      'found to end with one card, its photos with the right checksums and no other object in ' +
      'the store, counts equal to the log, every update finished, and the last screen shown.',
    columns: [
      { title: 'Step', order: CRASH_STEPS },
      {
        title: 'Killed at',
        order: [...FAULT_POINTS, ...FAULT_POINTS.map((point) => `${point}${OF_RESULT}`)],
      },
    ],
  },
  recovery: {
    title: 'Recovery',
    intro: 'What becomes of work whose process died, was paused, or dies over it again and again.',
    columns: [{ title: 'What happens' }],
  },
  updates: {
    title: 'Updates',
    intro: 'Updates that come twice, too fast, at the same moment or in the wrong moment.',
    columns: [{ title: 'What comes' }],
  },
  processes: {
    title: 'Several processes on one database',
    intro: 'The updates of one admin arrive at several processes at once.',
    columns: [{ title: 'What happens' }],
  },
  snapshots: {
    title: 'Old, new and broken snapshots',
    intro: 'What becomes of a session whose stored snapshot this program did not write.',
    columns: [{ title: 'Snapshot' }],
  },
  faults: {
    title: 'Faults around the bot',
    intro: 'Telegram, PostgreSQL and the photo store go wrong while a wizard is under way.',
    columns: [
      { title: 'Where', order: ['Telegram', 'PostgreSQL', 'Photo store'] },
      { title: 'Fault' },
    ],
  },
  crowd: {
    title: 'A crowd in front of Telegram',
    intro:
      'A real process, by long polling, before a Telegram that takes 30 messages a second, as many ' +
      'at once, one a second in a chat with five at once, and has who does not wait wait longer. ' +
      'Four processes behind nginx, one of them killed: `test/replicas/crowd.test.ts`. How long ' +
      'each takes: [benchmarks.md](benchmarks.md#the-crowd).',
    columns: [{ title: 'What happens' }],
  },
  random: {
    title: 'At random',
    intro: 'Sequences of events that fast-check makes up, and what holds after each of them.',
    columns: [{ title: 'What holds' }],
  },
} as const satisfies Record<string, Section>;

export type SectionId = keyof typeof SECTIONS;
