import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../src/locales/catalogue.ts';
import { startTappedBot, type TappedBot } from '../support/bot/tapped-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { connectEvents, type Events } from '../support/playground/playground-events.ts';
import { untilSettled } from '../support/session/sessions.ts';
import { checkAdmin, checkStore, checkTotals } from './invariants.ts';
import { createPlayer, type Pictures } from './player.ts';
import type { Blow, Round } from './steps.ts';

/** One bot with several admins on which rounds are played one after the other. */
export interface RandomStage {
  /** Plays a round, waits until all has settled, and checks the invariants. Throws what does not hold. */
  play(round: Round): Promise<void>;
  close(): Promise<void>;
}

/** More than any number of pending updates needs on a machine that does other things as well. */
const PATIENCE = { timeout: 120_000, interval: 50 };

/** Lines of the log that help to see why a round failed. */
const LAST_LINES = 80;

/** What the log never holds, whatever befalls the bot. */
const NEVER_LOGGED =
  /update_failed|session was broken|Telegram refused|a delivery was refused|fatal/;

export async function createRandomStage(admins: number): Promise<RandomStage> {
  const bot = await startTappedBot({ admins });
  const [events, good, { result }] = await Promise.all([
    connectEvents(bot.playground.url),
    jpeg('teal', { width: 80, height: 112 }),
    bot.playground.api('getMe'),
  ]);
  const pictures: Pictures = { good, bad: good.subarray(0, 40) };
  const screens = { catalogue: loadCatalogue(), botUsername: String(result.username) };
  let round = 0;
  return {
    async play(given) {
      round += 1;
      await playRound(bot, given, { events, pictures, screens, round });
    },
    async close() {
      events.close();
      await bot.close();
    },
  };
}

interface RoundParts {
  readonly events: Events;
  readonly pictures: Pictures;
  readonly screens: { catalogue: Catalogue; botUsername: string };
  readonly round: number;
}

async function playRound(
  bot: TappedBot,
  { sequences, blows }: Round,
  { events, pictures, screens, round }: RoundParts,
): Promise<void> {
  const told = new Map<number, string[]>(bot.admins.map(({ id }) => [id, []]));
  const stopListening = events.listen((event) => {
    if (event.name !== 'message' && event.name !== 'edited') return;
    const { from, chat, text, caption } = event.data.message;
    if (from?.is_bot) told.get(chat.id)?.push(text ?? caption ?? '');
  });
  const blowing = createBlows(bot, blows);
  const players = bot.admins.map((phone, index) =>
    createPlayer(bot, phone, { mark: `R${round}A${index}-`, pictures }),
  );
  try {
    const played = await Promise.allSettled(
      players.map(async (player, index) => {
        for (const step of sequences[index] ?? []) {
          await player.play(step);
          blowing.afterStep();
        }
      }),
    );
    await blowing.end();
    for (const each of played) if (each.status === 'rejected') throw each.reason;
    await untilQuiet(bot);
    for (const player of players) {
      await checkAdmin(bot, { player, told: told.get(player.phone.id) ?? [] }, screens);
    }
    await checkStore(bot);
    await checkTotals(bot);
    expect(bot.logged.filter((line) => NEVER_LOGGED.test(line))).toEqual([]);
  } catch (error) {
    console.log(`The bot logged last:\n${bot.logged.slice(-LAST_LINES).join('\n')}`);
    throw error;
  } finally {
    stopListening();
  }
  await forget(bot);
}

interface Blows {
  /** Told of each step of each admin. */
  afterStep(): void;
  /** Waits for what befell the bot, and heals what is not healed. */
  end(): Promise<void>;
}

function createBlows(bot: TappedBot, blows: readonly Blow[]): Blows {
  const photos = join(bot.dataDir, 'photos');
  const away = join(bot.dataDir, 'photos-away');
  let isAway = false;
  let steps = 0;
  let striking = Promise.resolve();

  async function bringBack(): Promise<void> {
    if (!isAway) return;
    isAway = false;
    await rm(photos, { force: true });
    await rename(away, photos);
  }

  async function strike({ blow }: Blow): Promise<void> {
    if (blow === 'store back') return bringBack();
    if (blow === 'store away') {
      if (isAway) return;
      isAway = true;
      await rename(photos, away);
      // A file in its place keeps the bot from making the folder anew.
      return writeFile(photos, '');
    }
    if (blow === 'connections cut') return cutConnections(bot);
    await bringBack();
    await bot.restart();
  }

  return {
    afterStep() {
      steps += 1;
      for (const blow of blows.filter(({ after }) => after + 1 === steps)) {
        striking = striking.then(() => strike(blow));
      }
    },
    async end() {
      await striking;
      await bringBack();
      await bot.playground.clearFaults();
    },
  };
}

/** Cuts some of the connections that the bot has to the database, as a network or an operator would. */
async function cutConnections({ database }: TappedBot): Promise<void> {
  await rowsOf(
    database,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
     order by backend_start desc limit 4`,
  );
}

async function untilQuiet({ playground, database }: TappedBot): Promise<void> {
  await vi.waitFor(async () => {
    const { result } = await playground.api('getWebhookInfo');
    expect(result.pending_update_count, 'every update is delivered').toBe(0);
  }, PATIENCE);
  await untilSettled(database, PATIENCE.timeout);
}

/** Each round begins with nothing, so that it can be played again alone. */
async function forget(bot: TappedBot): Promise<void> {
  for (const table of ['admin_session', 'card', 'taken_update']) {
    await rowsOf(bot.database, `delete from ${table}`);
  }
  await Promise.all(bot.admins.map((phone) => phone.clear()));
  bot.forgetUpdates();
  (bot.logged as string[]).length = 0;
}
