import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { startTappedBot, type TappedBot } from '../support/bot/tapped-bot.ts';
import { screen, toName, toOriginalPhoto, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { untilSettled } from '../support/session/sessions.ts';
import type { BadInput, Place, Sender, Sending } from './bad-input.ts';

/** One bot on which inputs are tried one after the other. */
export interface BadInputStage {
  readonly bot: TappedBot;
  /** Goes where the input is to be sent, sends it, and checks all that it says of what comes of it. */
  tryOut(input: BadInput): Promise<void>;
}

/** Where each place is in the machine; a customer is in none. */
const STATES: Readonly<Record<Exclude<Place, 'customer'>, string>> = {
  home: 'home',
  originalPhoto: 'addCard.originalPhoto',
  name: 'addCard.name',
  nameQuestion: 'addCard.nameQuestion',
  description: 'addCard.description',
  packagedPhoto: 'addCard.packagedPhoto',
};

const sessionSchema = z.object({
  revision: z.number(),
  state: z.unknown(),
  card: z
    .looseObject({
      name: z.string().nullable(),
      description: z.string().nullable(),
      original: z.object({ key: z.string() }).nullable(),
    })
    .nullable(),
});

type Session = z.infer<typeof sessionSchema>;

export async function createBadInputStage(): Promise<BadInputStage> {
  const bot = await startTappedBot();
  const { admin, database, playground } = bot;
  let place: Place | null = null;

  async function session(): Promise<Session> {
    const [row] = await rowsOf(
      database,
      `select revision, snapshot -> 'value' as state, snapshot #> '{context,kept,addCard}' as card
       from admin_session`,
    );
    return sessionSchema.parse(row);
  }

  /** Waits until everything that was sent has come, has had its effect and is answered. */
  async function untilQuiet(): Promise<void> {
    await vi.waitFor(
      async () => {
        const { result } = await playground.api('getWebhookInfo');
        expect(result.pending_update_count).toBe(0);
      },
      { timeout: 8_000, interval: 10 },
    );
    await untilSettled(database);
  }

  /** All that may not change. */
  async function everything(): Promise<object> {
    const [cards, photos, checks, { state, card }, objects] = await Promise.all([
      rowsOf(database, 'select * from card order by id'),
      rowsOf(database, 'select * from photo order by card_id, slot'),
      rowsOf(database, 'select * from verification order by update_id'),
      session(),
      readdir(join(bot.dataDir, 'photos'), { recursive: true }),
    ]);
    return { cards, photos, checks, state, card, objects: objects.toSorted() };
  }

  async function goTo(wanted: Place): Promise<void> {
    if (place === wanted || wanted === 'customer') return;
    if (wanted === 'home') {
      await admin.send('/admin');
      await admin.waitFor(screen('Register a card, find one'));
    } else if (wanted === 'originalPhoto') await toOriginalPhoto(admin);
    else if (wanted === 'packagedPhoto') await toPackagedPhoto(admin);
    else if (wanted === 'name' && place === 'description') {
      await admin.send('/back');
      await admin.waitFor(screen('Step 2 of 4'));
    } else await toName(admin);
    if (wanted === 'description') {
      await admin.send('Dragon');
      await admin.waitFor(screen('Step 3 of 4'));
    }
    place = wanted;
  }

  return {
    bot,
    async tryOut({ at, sends, sees, taken }) {
      await goTo(at);
      await untilQuiet();
      // After a failure it is not known where the admin is; the end of this says so again.
      place = null;
      const phone = at === 'customer' ? await playground.customer() : admin;
      const before = await everything();
      const said = await saidBy(phone);
      await send(bot, phone, sends, (await session()).revision);
      if (sees === null) await untilQuiet();
      else await phone.waitFor((message) => textOf(message).includes(sees), { timeout: 8_000 });
      await untilQuiet();
      if (sees === null) expect(await saidBy(phone)).toEqual(said);
      if (taken === undefined) expect(await everything()).toEqual(before);
      else await expectTaken(bot, await session(), taken, 'file' in sends);
      place = taken?.to ?? (at === 'customer' ? null : at);
    },
  };
}

const textOf = ({ text, caption }: { text?: string; caption?: string }) => text ?? caption ?? '';

async function saidBy(phone: Phone): Promise<string[]> {
  const messages = await phone.messages();
  return messages.filter(({ from }) => from?.is_bot).map(textOf);
}

async function expectTaken(
  { dataDir }: TappedBot,
  { state, card }: Session,
  { to, ...texts }: NonNullable<BadInput['taken']>,
  isFile: boolean,
): Promise<void> {
  const path =
    typeof state === 'string'
      ? state
      : Object.entries(state ?? {})
          .flat()
          .join('.');
  expect(path).toBe(to === 'customer' ? path : STATES[to]);
  if (to === 'home') return;
  expect(card).toMatchObject(texts);
  if (!isFile) return;
  const stored = await readFile(join(dataDir, 'photos', card?.original?.key ?? ''));
  const { format, space, exif, orientation, pages } = await sharp(stored).metadata();
  expect({ format, space, exif, orientation, pages }).toEqual({ format: 'jpeg', space: 'srgb' });
}

async function send(bot: TappedBot, phone: Phone, sends: Sending, revision: number): Promise<void> {
  if ('text' in sends) await phone.sendRaw({ text: sends.text });
  else if ('message' in sends) await phone.sendRaw(sends.message);
  else if ('file' in sends) {
    const { bytes, ...options } = sends.file;
    await phone.sendPhoto(await bytes(), options);
  } else if ('press' in sends) {
    const data = sends.press.replaceAll('{revision}', String(revision));
    await phone.pressData(await newestMessage(phone), data);
  } else if ('update' in sends) {
    const sender = await senderOf(phone, revision);
    await bot.playground.update(sends.update(sender));
  } else expect(await bot.deliver(sends.body)).toBe(sends.status);
}

async function newestMessage(phone: Phone): Promise<number> {
  return (await phone.messages()).at(-1)?.message_id ?? 1;
}

async function senderOf({ id, ...phone }: Phone, revision: number): Promise<Sender> {
  const { first_name } = phone.info;
  return {
    from: { id, is_bot: false, first_name, language_code: 'en' },
    chat: { id, type: 'private', first_name },
    message: await newestMessage({ id, ...phone }),
    revision,
  };
}
