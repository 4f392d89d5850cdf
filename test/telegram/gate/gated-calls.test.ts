import { type Api, GrammyError } from 'grammy';
import { afterEach, describe, expect, test } from 'vitest';
import { createGate, type Gate, type Urgency } from '../../../src/telegram/gate/gate.ts';
import { createTelegramApi } from '../../../src/telegram/telegram-api.ts';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../../support/playground/playground.ts';

let playground: TestPlayground | undefined;
afterEach(() => playground?.close());

/** A Telegram, so many people who wrote to the bot, and the bot's client behind a gate. */
async function stage(
  people: number,
  {
    perSecond = 30 as number | null,
    rateLimits = true,
    isPaid = false,
    urgency = 'reply' as Urgency,
    gate = createGate(perSecond),
  } = {},
): Promise<{ api: Api; phones: Phone[]; telegram: TestPlayground }> {
  const telegram = await startPlayground({ rateLimits });
  playground = telegram;
  const phones = await Promise.all(Array.from({ length: people }, () => telegram.customer()));
  for (const phone of phones) await phone.send('/start');
  const { token, url: root } = telegram;
  const api = createTelegramApi({ token, root, observe: () => {} }, { gate, urgency, isPaid });
  return { api, phones, telegram };
}

async function sent(telegram: TestPlayground) {
  return (await telegram.calls()).filter(({ method }) => method.startsWith('send'));
}

describe('calls that send', () => {
  test('to a crowd are refused by no limit like that of Telegram, and each is made once', async () => {
    const { api, phones, telegram } = await stage(90);
    await Promise.all(phones.map(({ id }) => api.sendMessage(id, 'a verdict')));
    const calls = await sent(telegram);
    expect(calls.filter(({ ok }) => !ok)).toEqual([]);
    expect(calls).toHaveLength(90);
  });

  test('to one chat come in their order, also where the limit of that chat is met', async () => {
    const { api, phones } = await stage(1, { perSecond: null });
    const [phone] = phones;
    const texts = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    await Promise.all(texts.map((text) => api.sendMessage(phone?.id ?? 0, text)));
    const messages = (await phone?.messages()) ?? [];
    expect(messages.filter(({ from }) => from?.is_bot).map(({ text }) => text)).toEqual(texts);
  });

  test('are not made to a chat that Telegram wants left alone for long, and are to others', async () => {
    const { api, phones, telegram } = await stage(2, { rateLimits: false });
    const [quiet, other] = phones.map(({ id }) => id);
    await telegram.fault({
      method: 'sendMessage',
      kind: 'error',
      error_code: 429,
      retry_after: 60,
      chat_id: quiet ?? 0,
    });
    await expect(api.sendMessage(quiet ?? 0, 'one')).rejects.toThrow('retry after 60');
    const refused = await api.sendMessage(quiet ?? 0, 'two').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GrammyError);
    expect((refused as GrammyError).parameters.retry_after).toBeGreaterThan(50);
    await api.sendMessage(other ?? 0, 'three');
    expect((await sent(telegram)).map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('are paid for where the bot pays for more than is free', async () => {
    const { api, phones, telegram } = await stage(1, { isPaid: true, rateLimits: false });
    const id = phones[0]?.id ?? 0;
    const message = await api.sendMessage(id, 'one');
    await api.editMessageText(id, message.message_id, 'two');
    await api.sendChatAction(id, 'typing');
    const paid = (await telegram.calls())
      .filter(({ params }) => params.allow_paid_broadcast !== undefined)
      .map(({ method }) => method);
    expect(paid).toEqual(['sendMessage']);
  });

  test.each([
    ['is taken', null, ['answered']],
    ['is refused for good', { error_code: 400 }, ['answered']],
    ['is too much', { error_code: 429, retry_after: 60 }, ['limited', 'answered']],
    ['meets a fault of Telegram’s', { error_code: 502 }, ['failed']],
    ['is cut off', { kind: 'drop_before' as const }, ['failed']],
  ])('tell the gate what came of them: one that %s', async (_, fault, expected) => {
    const told: string[] = [];
    const gate: Gate = {
      ...createGate(null),
      limited: () => told.push('limited'),
      failed: () => told.push('failed'),
      answered: () => told.push('answered'),
    };
    const { api, phones, telegram } = await stage(1, { gate, rateLimits: false });
    if (fault !== null) await telegram.fault({ method: 'sendMessage', kind: 'error', ...fault });
    await api.sendMessage(phones[0]?.id ?? 0, 'one').catch(() => {});
    expect(told).toEqual(expected);
  });
});
