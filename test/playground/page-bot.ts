import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Update } from '@grammyjs/types';
import { Api, InlineKeyboard, InputFile } from 'grammy';
import sharp from 'sharp';
import { formatCode } from '../../src/codes/verification-code.ts';
import { drawLabel } from '../../src/images/draw-label.ts';

/** The code on the label that the bot sends. */
export const CODE = 'ABCDEFGHJKMN';

/** A bot for the page's tests: small, but it does everything that a bot does to a page. */
export interface PageBot {
  /** The person's messages that the bot got, oldest first. */
  readonly received: Message[];
  /** Lets a button press of `wait` be answered. */
  release(): void;
  stop(): Promise<void>;
}

const COMMANDS = [
  { command: 'start', description: 'Say hello' },
  { command: 'stats', description: 'Show figures' },
  { command: 'code', description: 'Send the QR code' },
];

const HELLO =
  'Hello, <b>friend</b>! Say <code>abc</code>, <tg-spoiler>secret</tg-spoiler> or /stats';

const keyboard = () =>
  new InlineKeyboard()
    .text('Count 0', 'count:1')
    .text('Wait', 'wait')
    .row()
    .text('Toast', 'toast')
    .text('Alert', 'alert')
    .row()
    .url('Share', 'https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsomewhere&text=Look')
    .copyText('Copy', 'copied words');

async function card(colour: string, width: number, height: number): Promise<InputFile> {
  const picture = sharp({ create: { width, height, channels: 3, background: colour } });
  return new InputFile(await picture.jpeg().toBuffer(), 'card.jpg');
}

async function sendCode(api: Api, chat: number, username: string): Promise<void> {
  const link = `https://t.me/${username}?start=${CODE}`;
  const png = await drawLabel({ code: formatCode(CODE), link }, 'screen');
  await api.sendPhoto(chat, new InputFile(png, 'code.png'), { caption: 'Here is the code' });
  await api.sendDocument(chat, new InputFile(png, 'for-printing.png'));
}

async function sendVerdict(api: Api, chat: number, code: string): Promise<void> {
  const media = [await card('#a33', 600, 800), await card('#33a', 600, 800)];
  const [first, second] = media.map((file) => ({ type: 'photo' as const, media: file }));
  if (first && second)
    await api.sendMediaGroup(chat, [{ ...first, caption: 'Both sides' }, second]);
  await api.sendMessage(chat, `<b>Registered</b>: ${code}`, { parse_mode: 'HTML' });
}

/**
 * Starts the bot: long polling until it is stopped.
 * @param options where the playground is and the token that it expects
 */
export async function startPageBot({
  url,
  token,
}: {
  url: string;
  token: string;
}): Promise<PageBot> {
  const api = new Api(token, { apiRoot: url });
  const { username } = await api.getMe();
  await api.setMyCommands(COMMANDS);
  const stopping = new AbortController();
  // grammY's types know only the abort-controller package's signal; any signal works.
  const signal = stopping.signal as Parameters<typeof api.getUpdates>[1];
  const received: Message[] = [];
  let release = () => {};

  async function answerText(chat: number, text: string): Promise<void> {
    const [command, payload] = text.split(' ');
    if (command === '/start' && payload) return await sendVerdict(api, chat, payload);
    if (command === '/code') return await sendCode(api, chat, username);
    if (command === '/many') {
      for (let count = 1; count <= 30; count += 1) await api.sendMessage(chat, `Line ${count}`);
      return;
    }
    if (command === '/busy') {
      await api.sendChatAction(chat, 'upload_photo');
      return;
    }
    if (command !== '/start') return void (await api.sendMessage(chat, `You said: ${command}`));
    await api.sendMessage(chat, HELLO, { parse_mode: 'HTML', reply_markup: keyboard() });
  }

  async function answerMessage(message: Message): Promise<void> {
    received.push(message);
    if (message.text) return await answerText(message.chat.id, message.text);
    if (!message.photo && !message.document) return;
    const kind = message.photo ? 'photo' : `file ${message.document?.file_name}`;
    await api.sendMessage(message.chat.id, `Got a ${kind}: ${message.caption ?? 'no caption'}`);
  }

  async function answerPress(query: NonNullable<Update['callback_query']>): Promise<void> {
    const { data = '', message } = query;
    const [kind, count] = data.split(':');
    if (kind === 'wait') await new Promise<void>((resolve) => (release = resolve));
    if (kind === 'count' && message) {
      const next = new InlineKeyboard().text(`Count ${count}`, `count:${Number(count) + 1}`);
      await api.editMessageText(message.chat.id, message.message_id, `Counted ${count}`, {
        reply_markup: next,
      });
    }
    const text = { toast: 'A short note', alert: 'Please read this' }[kind ?? ''];
    await api.answerCallbackQuery(query.id, {
      ...(text !== undefined && { text }),
      show_alert: kind === 'alert',
    });
  }

  async function poll(): Promise<void> {
    let offset = 0;
    while (!stopping.signal.aborted) {
      const call = { offset, timeout: 30 };
      // The playground is away for a moment in one of the tests.
      const updates = await api.getUpdates(call, signal).catch(async () => {
        await sleep(50);
        return [];
      });
      for (const update of updates) {
        offset = update.update_id + 1;
        if (update.message) await answerMessage(update.message);
        if (update.callback_query) await answerPress(update.callback_query);
      }
    }
  }

  const polling = poll();
  return {
    received,
    release: () => release(),
    async stop() {
      stopping.abort();
      release();
      await polling;
    },
  };
}
