import type { InlineKeyboardButton, Message } from '@grammyjs/types';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { TappedBot } from '../support/bot/tapped-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { STRANGE_MESSAGES } from '../support/playground/strange-messages.ts';
import type { Step } from './steps.ts';

/** What an admin did in this round, as far as the invariants have to know. */
export interface Deeds {
  /** How many updates the admin has sent. */
  readonly sent: number;
  /** How often each code was opened. */
  readonly checks: ReadonlyMap<string, number>;
  /** How often the admin may have discarded a draft. */
  readonly discards: number;
  /** Begins the name of every card that this admin adds in this round. */
  readonly mark: string;
}

/** An admin who does one step after the other. */
export interface Player {
  readonly phone: Phone;
  readonly deeds: Deeds;
  play(step: Step): Promise<void>;
}

export interface Pictures {
  readonly good: Buffer;
  readonly bad: Buffer;
}

const settledSchema = z.object({
  state: z.string().nullable(),
  child: z.string().nullable(),
  /** How many revisions the screen lies behind; null before the first event. */
  behind: z.number().nullable(),
  taken: z.number(),
});

const PATIENCE = { timeout: 120_000, interval: 40 };

/** The code of a card that there is not, with checks that fit. */
const NO_CARD = '00000000000Y';

export function createPlayer(
  bot: TappedBot,
  phone: Phone,
  { mark, pictures }: { mark: string; pictures: Pictures },
): Player {
  const deeds = { sent: 0, checks: new Map<string, number>(), discards: 0, mark };
  let texts = 0;

  async function sending(messages: Promise<Message | Message[]>): Promise<void> {
    const sent = await messages;
    deeds.sent += Array.isArray(sent) ? sent.length : 1;
  }

  function say(text: string): Promise<void> {
    return sending(phone.send(text));
  }

  function sayNew(): Promise<void> {
    texts += 1;
    return say(`${mark}${texts}`);
  }

  /** Waits until the bot has done and shown all that this admin asked for; returns the state. */
  function settle(): Promise<string | null> {
    return vi.waitFor(async () => {
      const ids = bot.updatesOf(phone.id).map(({ update_id: id }) => id);
      if (ids.length < deeds.sent) throw new Error(`${ids.length} of ${deeds.sent} have come`);
      const [row] = await rowsOf(
        bot.database,
        `select coalesce(snapshot #>> '{value,addCard}', snapshot ->> 'value') as state, child,
           revision - shown_revision as behind,
           (select count(*)::int from taken_update where update_id = any(?)) as taken
         from (values (?::bigint)) as admin (id) left join admin_session on admin_id = id`,
        [`{${ids.join(',')}}`, phone.id],
      );
      const { state, child, behind, taken } = settledSchema.parse(row);
      if (child !== null || (behind ?? 0) > 0 || taken < deeds.sent) {
        throw new Error(`${phone.id} waits: ${JSON.stringify({ ...row, sent: deeds.sent })}`);
      }
      return state;
    }, PATIENCE);
  }

  async function next(): Promise<void> {
    const state = await settle();
    if (state === 'originalPhoto' || state === 'packagedPhoto') {
      return sending(phone.sendPhoto(pictures.good));
    }
    if (state === 'name' || state === 'description') return sayNew();
    if (state?.endsWith('Failed')) return press({ nth: 0, old: 0, times: 1 });
    return say('/add');
  }

  /** Of the list only cards of this admin and round are opened, so that what becomes of them is known. */
  async function press({ nth, old, times }: { nth: number; old: number; times: number }) {
    const withButtons = (await phone.messages())
      .map((message) => ({ id: message.message_id, buttons: pressable(message, mark) }))
      .filter(({ buttons }) => buttons.length > 0);
    const shown = withButtons.at(-1 - old) ?? withButtons.at(-1);
    const data = shown?.buttons[nth % shown.buttons.length];
    if (shown === undefined || data === undefined) return say('/admin');
    if (data.startsWith('confirm:')) deeds.discards += times;
    await sending(
      Promise.all(Array.from({ length: times }, () => phone.pressData(shown.id, data))) as never,
    );
  }

  async function forge(data: string): Promise<void> {
    const message = (await phone.messages()).at(-1)?.message_id ?? 1;
    if (data.startsWith('confirm:')) deeds.discards += 1;
    await phone.pressData(message, data.replace('{revision}', String(await revision())));
    deeds.sent += 1;
  }

  async function check(nth: number): Promise<void> {
    const own = await rowsOf(
      bot.database,
      'select code from card where registered_by = ? order by registered_at',
      [phone.id],
    );
    const code = String(own[nth]?.code ?? NO_CARD);
    deeds.checks.set(code, (deeds.checks.get(code) ?? 0) + 1);
    await say(`/start ${code}`);
  }

  /** Every second time it comes after everything was answered, when it can be seen to change nothing. */
  async function again(back: number, times: number): Promise<void> {
    const isLate = back % 2 === 0;
    if (isLate) await settle();
    const update = bot.updatesOf(phone.id).at(-1 - back);
    if (update === undefined) return;
    const before = await revision();
    // A bot that is just being started again takes nothing; that is as good as not delivered.
    await Promise.allSettled(Array.from({ length: times }, () => bot.deliver(update.raw)));
    if (isLate) expect(await revision(), 'an update that comes again has no effect').toBe(before);
  }

  async function revision(): Promise<number> {
    const [row] = await rowsOf(
      bot.database,
      'select revision from admin_session where admin_id = ?',
      [phone.id],
    );
    return Number(row?.revision ?? 0);
  }

  async function play(step: Step): Promise<void> {
    switch (step.do) {
      case 'next':
        return next();
      case 'settle':
        await settle();
        return;
      case 'command':
        return say(step.command);
      case 'text':
        return sayNew();
      case 'photo':
        return sending(phone.sendPhoto(step.good ? pictures.good : pictures.bad, AS_FILE));
      case 'album':
        return sending(phone.sendAlbum([pictures.good, pictures.good]));
      case 'sticker':
        return sending(phone.sendRaw(STRANGE_MESSAGES.sticker ?? {}));
      case 'press':
        return press(step);
      case 'forge':
        return forge(step.data);
      case 'code':
        return check(step.nth);
      case 'again':
        return again(step.back, step.times);
      case 'fault':
        return bot.playground.fault(faultOf(step.kind, phone.id));
    }
  }

  return { phone, deeds, play };
}

const AS_FILE = { as: 'document', name: 'card.jpg' } as const;

function pressable({ reply_markup: markup }: Message, mark: string): string[] {
  return (markup?.inline_keyboard.flat() ?? []).flatMap((button) => dataOf(button, mark));
}

function dataOf(button: InlineKeyboardButton, mark: string): string[] {
  if (!('callback_data' in button)) return [];
  const { callback_data: data, text } = button;
  return data.startsWith('open:') && !text.includes(mark) ? [] : [data];
}

function faultOf(kind: Extract<Step, { do: 'fault' }>['kind'], chatId: number) {
  if (kind === 'file') return { method: 'file', kind: 'error', error_code: 500 } as const;
  const fault = { method: '*', chat_id: chatId, times: 1 } as const;
  if (kind === '429') return { ...fault, kind: 'error', error_code: 429, retry_after: 1 } as const;
  if (kind === '500') return { ...fault, kind: 'error', error_code: 500 } as const;
  return { ...fault, kind };
}
