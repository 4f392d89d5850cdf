import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { cardStatus } from '../../machines/card-life.ts';
import { restoreSnapshot } from '../../machines/snapshot.ts';
import { parseHtml } from '../../playground/text/html.ts';
import { renderScreen } from '../../src/bot/render-screen.ts';
import { loadStatistics } from '../../src/features/statistics/statistics.ts';
import type { Catalogue } from '../../src/locales/catalogue.ts';
import { pickLocale } from '../../src/locales/locale.ts';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { keyboardOf } from '../../src/telegram/keyboard.ts';
import type { TappedBot } from '../support/bot/tapped-bot.ts';
import { totalsByCounting, totalsOf } from '../support/data/card-totals.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Player } from './player.ts';

/** What an invariant looks at beside the bot: the admin, and all that the bot ever told them in this round. */
export interface Witness {
  readonly player: Player;
  readonly told: readonly string[];
}

const cardSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  description: z.string(),
  status: cardStatus,
  checks: z.number(),
  logged: z.number(),
});

type Card = z.infer<typeof cardSchema>;

/** Checks one admin of a round that is over and settled. Throws what does not hold. */
export async function checkAdmin(
  bot: TappedBot,
  { player, told }: Witness,
  screens: { catalogue: Catalogue; botUsername: string },
): Promise<void> {
  const { phone, deeds } = player;
  const cards = z.array(cardSchema).parse(
    await rowsOf(
      bot.database,
      `select id, code, name, description, status, checks,
         (select count(*)::int from verification where card_id = card.id) as logged
       from card where registered_by = ? order by registered_at`,
      [phone.id],
    ),
  );
  expectCounts(cards, player);
  expectTold(cards, told, deeds.discards);
  expectOneCardForEachWizard(cards);
  for (const card of cards) await expectPhotos(bot, card, told);
  await expectUpdates(bot, player);
  await expectSession(bot, player, cards, screens);
}

/** Checks what holds of all admins together. Throws what does not hold. */
export async function checkTotals({ database }: TappedBot): Promise<void> {
  const totals = totalsOf(await loadStatistics(database.fork()));
  expect(totals, 'the statistics equal the cards').toEqual(await totalsByCounting(database));
}

function expectCounts(cards: readonly Card[], { deeds }: Player): void {
  for (const { code, checks, logged } of cards) {
    expect(checks, 'a count equals its log rows').toBe(logged);
    expect(checks, 'a count equals the links that were opened').toBe(deeds.checks.get(code) ?? 0);
  }
}

function expectTold(cards: readonly Card[], told: readonly string[], discards: number): void {
  const codes = new Set(told.flatMap((text) => /start=([0-9A-Z]{12})/.exec(text)?.[1] ?? []));
  for (const { code } of cards) expect(codes, 'the code of every card was sent').toContain(code);
  const gone = [...codes].filter((code) => cards.every((card) => card.code !== code));
  expect(gone.length, 'no code without a card but those discarded').toBeLessThanOrEqual(discards);
  for (const text of told.filter((each) => each.includes('The card is active'))) {
    const card = cards.find(({ code }) => text.includes(`start=${code}`));
    expect(card?.status, 'a card that was called active is so').not.toBe('draft');
    expect(card, 'a card that was called active is there').toBeDefined();
  }
}

function expectOneCardForEachWizard(cards: readonly Card[]): void {
  const names = cards.map(({ name }) => name);
  expect(new Set(names).size, 'no wizard made two cards').toBe(names.length);
  for (const { name, description } of cards) {
    expect(description, 'no text counts at two steps').not.toBe(name);
  }
}

async function expectPhotos(
  { database, dataDir }: TappedBot,
  { id, code }: Card,
  told: readonly string[],
): Promise<void> {
  const photos = await rowsOf(
    database,
    'select slot, key, sha256, size from photo where card_id = ? order by slot',
    [id],
  );
  expect(
    photos.map(({ slot }) => slot),
    'every card has its original photo',
  ).toContain('original');
  for (const { key, sha256, size } of photos) {
    const bytes = await readFile(join(dataDir, 'photos', String(key)));
    expect(bytes.length, 'the object is as large as its row says').toBe(size);
    expect(createHash('sha256').update(bytes).digest('hex'), 'and the same').toBe(sha256);
  }
  const both = told.some((text) => text.includes(`start=${code}`) && text.includes('Both photos'));
  if (both) expect(photos, 'a card said to have both photos has them').toHaveLength(2);
}

async function expectUpdates(bot: TappedBot, { phone, deeds }: Player): Promise<void> {
  const ids = bot.updatesOf(phone.id).map(({ update_id: id }) => id);
  expect(ids.length, 'every update came by').toBe(deeds.sent);
  const [taken] = await rowsOf(
    bot.database,
    'select count(*)::int as n, count(finished_at)::int as finished from taken_update where update_id = any(?)',
    [`{${ids.join(',')}}`],
  );
  expect(taken, 'every update was taken and answered').toEqual({
    n: deeds.sent,
    finished: deeds.sent,
  });
}

/** Cleaned up as if all in it was old, the store still holds every photo that a card or a wizard names, and beside them only what a wizard may still take. */
export async function checkStore({ database, dataDir }: TappedBot): Promise<void> {
  const photos = createFilePhotoStore(join(dataDir, 'photos'));
  await cleanUpPhotos({ database, photos }, 0);
  const stored = new Set<string>();
  for await (const { key } of photos.list('cards/')) stored.add(key);
  const wizardCards = `select snapshot #> '{context,kept,addCard}' as card from admin_session`;
  const named = await rowsOf(
    database,
    `select key from photo union select key from picture union
     select card #>> '{original,key}' from (${wizardCards}) as w where card #>> '{original,key}' is not null`,
  );
  for (const { key } of named) expect(stored, 'the store holds what is named').toContain(key);
  const open = await rowsOf(
    database,
    `select card ->> 'id' as id from (${wizardCards}) as w
     union select snapshot #>> '{context,slice,cardId}' from admin_session
     union select id::text from card where status = 'draft'
     union select id::text from card where id not in (select card_id from picture)`,
  );
  const unfinished = new Set(open.map(({ id }) => id));
  const names = new Set(named.map(({ key }) => key));
  const left = [...stored].filter((key) => !names.has(key) && !unfinished.has(cardOf(key)));
  expect(left, 'nothing but what a wizard may still take is left over').toEqual([]);
}

/** The id of the card to which a photo's key belongs. */
function cardOf(key: string): string {
  return key.split('/')[1] ?? '';
}

const rowSchema = z.object({
  version: z.number(),
  snapshot: z.unknown(),
  broken_snapshot: z.null(),
  language: z.string().nullable(),
  revision: z.number(),
  screen_message: z.coerce.number().nullable(),
});

/** The session agrees with the cards, and the phone shows it as it is. */
async function expectSession(
  bot: TappedBot,
  { phone }: Player,
  cards: readonly Card[],
  { catalogue, botUsername }: { catalogue: Catalogue; botUsername: string },
): Promise<void> {
  const found = await rowsOf(bot.database, 'select * from admin_session where admin_id = ?', [
    phone.id,
  ]);
  if (found[0] === undefined || found[0].revision === 0) return;
  const row = rowSchema.parse(found[0]);
  const restored = restoreSnapshot(row.version, row.snapshot);
  if (restored.type !== 'restored') throw new Error(`the session is ${restored.type}`);
  const { snapshot } = restored;

  const { addCard: card } = snapshot.context.kept;
  const registered = cards.find(({ id }) => id === card?.id);
  if (card !== null) {
    expect(registered !== undefined, 'a card is in the database once it is registered').toBe(
      card.registered,
    );
    const isDone = snapshot.matches({ addCard: 'done' });
    if (registered !== undefined && snapshot.matches('addCard')) {
      expect(registered.status !== 'draft', 'a card is active once its wizard is over').toBe(
        isDone,
      );
    }
  }

  const locale = pickLocale(row.language ?? undefined, 'en');
  const screen = renderScreen(snapshot, catalogue.createTranslator(locale), botUsername);
  const messages = await phone.messages();
  const shown = messages.find(({ message_id: id }) => id === row.screen_message);
  expect(shown?.text, 'the last screen is the session as it is').toBe(parseHtml(screen.text).text);
  expect(shown?.reply_markup, 'with its buttons').toEqual(keyboardOf(screen, row.revision));
}
