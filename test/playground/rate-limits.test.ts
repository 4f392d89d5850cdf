import { expect, onTestFinished, test } from 'vitest';
import { createRateLimits } from '../../playground/bot-api/rate-limits.ts';
import { jpeg } from '../support/data/pictures.ts';
import { startPlayground } from '../support/playground/playground.ts';

test('lets the bot send as fast as it can unless it is asked to hold it', async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const phone = await playground.customer();
  await phone.send('/start');
  for (let count = 0; count < 50; count++) {
    expect((await playground.api('sendMessage', { chat_id: phone.id, text: 'a' })).ok).toBe(true);
  }
});

test('holds the bot to a message a second in a chat, after a few at once', async () => {
  let now = Date.now();
  const playground = await startPlayground({ rateLimits: true, clock: { now: () => now } });
  onTestFinished(() => playground.close());
  const phone = await playground.customer();
  await phone.send('/start');
  const send = () => playground.api('sendMessage', { chat_id: phone.id, text: 'a' });
  for (let count = 0; count < 5; count++) expect((await send()).ok).toBe(true);
  expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
  expect((await playground.api('sendChatAction', { chat_id: phone.id, action: 'typing' })).ok).toBe(
    true,
  );
  now += 1_000;
  expect((await send()).ok).toBe(true);
  expect((await send()).error_code).toBe(429);
});

test('holds the bot to 30 messages a second in all', async () => {
  let now = Date.now();
  const playground = await startPlayground({ rateLimits: true, clock: { now: () => now } });
  onTestFinished(() => playground.close());
  const phones = [];
  for (let count = 0; count < 31; count++) phones.push(await playground.customer());
  for (const phone of phones) await phone.send('/start');
  const answers = [];
  for (const { id } of phones) {
    answers.push((await playground.api('sendMessage', { chat_id: id, text: 'a' })).ok);
  }
  expect(answers.lastIndexOf(true)).toBe(29);
  now += 1_000;
  const [{ id } = { id: 0 }] = phones.slice(-1);
  expect((await playground.api('sendMessage', { chat_id: id, text: 'a' })).ok).toBe(true);
});

test('counts each photo of an album, in all as in its chat', async () => {
  const now = Date.now();
  const playground = await startPlayground({ rateLimits: true, clock: { now: () => now } });
  onTestFinished(() => playground.close());
  const phones = [];
  for (let count = 0; count < 11; count++) phones.push(await playground.customer());
  for (const phone of phones) await phone.send('/start');
  const [sender] = phones;
  const sent = await sender?.sendPhoto(await jpeg('teal'));
  const media = Array.from({ length: 3 }, () => ({
    type: 'photo',
    media: sent?.photo?.at(-1)?.file_id,
  }));
  const answers = [];
  for (const { id } of phones) {
    answers.push((await playground.api('sendMediaGroup', { chat_id: id, media })).ok);
  }
  expect(answers).toEqual([...Array.from({ length: 10 }, () => true), false]);
  const again = await playground.api('sendMediaGroup', { chat_id: sender?.id, media });
  expect(again).toMatchObject({ error_code: 429 });
});

test('lets no album pass that is too large for what is left of the second, and a message that fits', () => {
  const limits = createRateLimits({ now: () => 0 });
  for (let chat = 0; chat < 14; chat++) expect(limits.count(chat, 2)).toBe(0);
  expect(limits.count(100, 2)).toBe(0);
  expect(limits.count(101, 1)).toBe(1);
  const others = createRateLimits({ now: () => 0 });
  for (let chat = 0; chat < 7; chat++) expect(others.count(chat, 4)).toBe(0);
  expect(others.count(100, 3)).toBe(1);
});

test('lets who does not wait wait longer each time, and forgives what was on its way', async () => {
  let now = Date.now();
  const playground = await startPlayground({ rateLimits: true, clock: { now: () => now } });
  onTestFinished(() => playground.close());
  const phone = await playground.customer();
  await phone.send('/start');
  const send = async () =>
    (await playground.api('sendMessage', { chat_id: phone.id, text: 'a' })).parameters?.retry_after;
  for (let count = 0; count < 5; count++) expect(await send()).toBeUndefined();
  expect(await send()).toBe(1);
  now += 400;
  expect(await send()).toBe(1);
  now += 200;
  expect(await send()).toBe(2);
  now += 1_900;
  expect(await send()).toBe(4);
  now += 4_000;
  expect(await send()).toBeUndefined();
});
