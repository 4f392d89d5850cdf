import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectPlayground, startPlayground } from '../support/playground/playground.ts';
import { startProcess } from '../support/playground/playground-process.ts';
import { drawPicture } from './pictures.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'playground-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('keeps people, chats, files, updates, commands and texts over a restart', async () => {
  const dataDir = await temporaryDirectory();
  const before = await startPlayground({ dataDir });
  const phone = await before.customer({ first_name: 'Ann', language_code: 'ru' });
  const photo = await phone.sendPhoto(await drawPicture(200, 100), { caption: 'card' });
  const sent = await before.api('sendMessage', {
    chat_id: phone.id,
    text: '<b>old</b>',
    parse_mode: 'HTML',
  });
  await before.api('setMyCommands', { commands: [{ command: 'add', description: 'Add' }] });
  await before.api('setMyDescription', { description: 'About' });
  await before.api('getUpdates', { offset: 0, allowed_updates: ['message'] });
  const shown = await phone.messages();
  await before.close();

  const after = await startPlayground({ dataDir });
  onTestFinished(() => after.close());
  expect([after.token, after.adminIds]).toEqual([before.token, before.adminIds]);
  const again = await after.phone(phone.id);
  expect(again.info).toEqual(phone.info);
  expect(await again.messages()).toEqual(shown);
  expect(await again.commands()).toMatchObject([{ command: 'add' }]);
  expect((await after.api('getMyDescription')).result).toEqual({ description: 'About' });
  expect((await after.api('getWebhookInfo')).result.allowed_updates).toEqual(['message']);
  expect((await after.api('getUpdates')).result).toMatchObject([{ message: { caption: 'card' } }]);

  const { message_id } = sent.result;
  const edited = await after.api('editMessageText', { chat_id: phone.id, message_id, text: 'new' });
  expect(edited.result.text).toBe('new');
  const file_id = photo.photo?.at(-1)?.file_id;
  expect((await after.api('sendPhoto', { chat_id: phone.id, photo: file_id })).ok).toBe(true);
  const { result } = await after.api('getFile', { file_id });
  const bytes = await fetch(`${after.url}/file/bot${after.token}/${result.file_path}`);
  expect((await bytes.arrayBuffer()).byteLength).toBe(result.file_size);
});

test('never repeats an update id or a message id, over restarts too', async () => {
  const dataDir = await temporaryDirectory();
  const updates: number[] = [];
  const messages: number[] = [];
  let id: number | undefined;
  for (let run = 0; run < 3; run++) {
    const playground = await startPlayground({ dataDir });
    const phone = id === undefined ? await playground.customer() : await playground.phone(id);
    id = phone.id;
    messages.push((await phone.send('hello')).message_id);
    const { result } = await playground.api('getUpdates');
    updates.push(result[0].update_id);
    await playground.api('getUpdates', { offset: result[0].update_id + 1 });
    await playground.close();
  }
  for (const ids of [updates, messages]) {
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  }
});

test('delivers to its webhook again after a restart', async () => {
  const dataDir = await temporaryDirectory();
  const before = await startPlayground({ dataDir });
  await before.api('setWebhook', { url: 'http://127.0.0.1:9/', secret_token: 'abc' });
  await (await before.customer()).send('waiting');
  await before.close();
  const after = await startPlayground({ dataDir });
  onTestFinished(() => after.close());
  await expect
    .poll(async () => (await after.api('getWebhookInfo')).result, { timeout: 10_000 })
    .toMatchObject({
      url: 'http://127.0.0.1:9/',
      pending_update_count: 1,
      last_error_message: 'Connection refused',
    });
});

test('keeps everything that it answered for when it is killed', async () => {
  const dataDir = await temporaryDirectory();
  const killed = await startProcess({ DATA_DIR: dataDir });
  onTestFinished(killed.kill);
  const before = await connectPlayground(killed.ready);
  const phone = await before.customer();
  const sent: string[] = [];
  const enough = Promise.withResolvers<void>();
  const bursts = Array.from({ length: 8 }, async (_, burst) => {
    for (let number = 0; ; number++) {
      const text = `${burst}.${number}`;
      await phone.send(text);
      if (sent.push(text) === 200) enough.resolve();
    }
  });
  const broken = Promise.allSettled(bursts);
  await enough.promise;
  killed.child.kill('SIGKILL');
  await killed.ended;
  await broken;
  await before.close();

  const revived = await startProcess({ DATA_DIR: dataDir });
  onTestFinished(revived.kill);
  const after = await connectPlayground(revived.ready);
  const texts = (await (await after.phone(phone.id)).messages()).map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(sent));
  expect((await after.api('getWebhookInfo')).result.pending_update_count).toBe(texts.length);
  await after.close();
});

test('starts with a journal whose last line was torn', async () => {
  const dataDir = await temporaryDirectory();
  const before = await startPlayground({ dataDir });
  const phone = await before.customer();
  await phone.send('kept');
  await before.close();
  await appendFile(join(dataDir, 'journal.jsonl'), '["message","7000000001:2",{"message_id":2,"te');
  const after = await startPlayground({ dataDir });
  onTestFinished(() => after.close());
  const again = await after.phone(phone.id);
  expect(await again.messages()).toMatchObject([{ text: 'kept' }]);
  await again.send('goes on');
  expect(await again.messages()).toHaveLength(2);
});

test('starts quickly with thousands of messages', async () => {
  const dataDir = await temporaryDirectory();
  const line = (id: number) => {
    const chat = { id: 7_000_000_001, type: 'private', first_name: 'Carla' };
    const message = {
      message_id: id,
      date: 1,
      chat,
      from: { ...chat, is_bot: false },
      text: 'text',
    };
    return `${JSON.stringify(['message', `${chat.id}:${id}`, message])}\n`;
  };
  await appendFile(
    join(dataDir, 'journal.jsonl'),
    Array.from({ length: 50_000 }, (_, index) => line(index + 1)).join(''),
  );
  const playground = await startPlayground({ dataDir });
  expect((await playground.api('getMe')).ok).toBe(true);
  await playground.close();
});

test('is refused on a directory where another one is running', async () => {
  const dataDir = await temporaryDirectory();
  const first = await startPlayground({ dataDir });
  onTestFinished(() => first.close());
  await expect(startPlayground({ dataDir })).rejects.toMatchObject({ code: 'directory_in_use' });
  expect((await first.api('getMe')).ok).toBe(true);
});
