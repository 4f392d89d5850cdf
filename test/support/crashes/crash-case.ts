import type { Message } from '@grammyjs/types';
import { expect, vi } from 'vitest';
import type { FaultPoint } from '../../../src/faults.ts';
import { cleanUpPhotos } from '../../../src/photos/clean-up-photos.ts';
import { type DurableBot, PATIENCE } from '../bot/durable-bot.ts';
import { screen } from '../bot/wizard-steps.ts';
import { SHOW_POINTS, type Step } from './crash-steps.ts';

/** Where in a step the process is killed. `ofResult`: on the way to the screen of its operation's result. */
export interface CrashPoint {
  readonly point: FaultPoint;
  readonly ofResult: boolean;
}

/** The admin's phone before the first step. */
export async function openHome({ admin, untilSettled }: DurableBot): Promise<void> {
  await admin.send('/admin');
  await admin.waitFor(screen('Register a card, find one'), PATIENCE);
  await untilSettled();
}

/** Does a step and waits until all that it calls for is done. */
export async function doStep(bot: DurableBot, step: Step): Promise<void> {
  await step.act(bot);
  await untilDone(bot, step);
}

/** Waits for the answer to a step, and until nothing is left to do. */
export async function untilDone(bot: DurableBot, step: Step): Promise<void> {
  await step.who(bot).waitFor(step.shows, PATIENCE);
  await bot.untilSettled();
}

/**
 * Does a step in whose middle the process is killed, and resolves when it is dead. Where the step has
 * an operation, that waits while its first screen is shown, so that each screen is met on its own.
 */
export async function crashIn(
  bot: DurableBot,
  step: Step,
  { point, ofResult }: CrashPoint,
): Promise<void> {
  const process = bot.process();
  const isApart = step.effect !== 'none' && SHOW_POINTS.includes(point);
  if (isApart) await process.arm({ point: 'after-run-claim', kind: 'hold' });
  if (ofResult) {
    await step.act(bot);
    await process.held('after-run-claim');
    await untilScreenNoted(bot);
    await process.arm({ point, kind: 'kill' });
    process.release('after-run-claim');
  } else {
    await process.arm({ point, kind: 'kill' });
    await step.act(bot);
  }
  expect(await process.ended).toBe('SIGKILL');
}

/** Waits until the screen that stands while an operation runs is shown and noted. */
async function untilScreenNoted({ rows }: DurableBot): Promise<void> {
  const behind = 'select 1 from admin_session where shown_revision <> revision';
  await vi.waitFor(async () => expect(await rows(behind)).toEqual([]), PATIENCE);
}

/** One message of a chat as a person remembers it: who, what kind, what words. Codes, which chance draws, and times are left out. */
export interface Said {
  readonly who: 'bot' | 'person';
  readonly what: string;
}

/** What a phone shows, oldest first. */
export function conversation(messages: readonly Message[]): Said[] {
  return messages.map((message) => {
    const kind = message.photo ? '[photo] ' : message.document ? '[file] ' : '';
    const words = (message.text ?? message.caption ?? '')
      .replace(/[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}/g, 'CODE')
      .replace(/\d\d:\d\d UTC/, 'TIME');
    return { who: message.from?.is_bot === true ? 'bot' : 'person', what: `${kind}${words}` };
  });
}

/** The conversation with what the bot says twice in a row said once, and how often that was. */
export function withoutRepeats(said: readonly Said[]): { said: Said[]; repeats: number } {
  const once = said.filter((each, index) => {
    const before = said[index - 1];
    return each.who === 'person' || before?.who !== 'bot' || before.what !== each.what;
  });
  return { said: once, repeats: said.length - once.length };
}

/** What a wizard leaves behind for good: no ids and no codes, which chance draws. */
export async function harvest({ rows }: DurableBot): Promise<unknown> {
  return {
    cards: await rows(
      `select name, description, status, checks,
         (select count(*)::int from verification where card_id = card.id) as logged
       from card`,
    ),
    photos: await rows('select slot, sha256, size, width, height from photo order by slot'),
    updates: await rows(
      'select count(*)::int as unfinished from taken_update where finished_at is null or payload is not null',
    ),
    sessions: await rows(
      `select snapshot -> 'value' as state, child, run, set_aside_at, broken_snapshot from admin_session`,
    ),
  };
}

/** What is to be harvested, in essence, of the whole wizard. */
export const COMPLETE = {
  cards: [
    {
      name: 'Dragon of the <North>',
      description: 'First edition & signed',
      status: 'active',
      checks: 0,
      logged: 0,
    },
  ],
  photos: [{ slot: 'original' }, { slot: 'packaged' }],
  updates: [{ unfinished: 0 }],
  sessions: [
    { state: { addCard: 'done' }, child: null, run: 0, set_aside_at: null, broken_snapshot: null },
  ],
};

/** Cleans the store up as if all in it was old, and expects it to hold what rows name, whole, and nothing else. */
export async function expectTidyStore(bot: DurableBot): Promise<void> {
  const { photos } = bot;
  await cleanUpPhotos({ database: bot.database(), photos }, 0);
  const stored: string[] = [];
  for await (const { key } of photos.list('cards/')) stored.push(key);
  const named = await bot.rows<{ key: string; sha256: string }>(
    `select key, sha256 from photo
     union all select key, right(key, 68) from picture where shows = 'both'`,
  );
  expect(stored.toSorted()).toEqual(named.map(({ key }) => key).toSorted());
  for (const { key, sha256 } of named) {
    expect(key).toContain(sha256);
    await photos.get(key);
  }
}
