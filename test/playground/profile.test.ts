import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';
import { request as requestOf } from '../support/playground/playground-request.ts';

let playground: TestPlayground;

beforeAll(async () => {
  playground = await startPlayground();
});

afterAll(() => playground.close());

interface Chat {
  readonly description: string;
}

function request<T>(method: string, path: string): Promise<T> {
  return requestOf<T>(playground.url, method, path);
}

const list = (command: string) => [{ command, description: `The ${command}` }];

async function set(command: string, more: Record<string, unknown> = {}) {
  const body = await playground.api('setMyCommands', { commands: list(command), ...more });
  return body.ok ? body.result : body.description;
}

describe('the menu of commands', () => {
  test('is the most special one: of the chat, of private chats, the default; each by language', async () => {
    const phone = await playground.customer({ language_code: 'ru' });
    await phone.send('/start');
    const chat = { type: 'chat', chat_id: phone.id };
    const shown = async () => (await phone.commands()).map(({ command }) => command);
    const steps: [string, Record<string, unknown>][] = [
      ['default', {}],
      ['default_ru', { language_code: 'ru' }],
      ['private', { scope: { type: 'all_private_chats' } }],
      ['private_ru', { scope: { type: 'all_private_chats' }, language_code: 'ru' }],
      ['chat', { scope: chat }],
      ['chat_ru', { scope: chat, language_code: 'ru' }],
    ];
    for (const [command, more] of steps) {
      const changed = phone.waitForEvent('commands');
      expect(await set(command, more)).toBe(true);
      expect((await changed).commands).toEqual(list(command));
      expect(await shown()).toEqual([command]);
    }
    for (const [command, more] of steps.toReversed()) {
      expect(await shown()).toEqual([command]);
      await playground.api('deleteMyCommands', more);
    }
    expect(await shown()).toEqual([]);
  });

  test('is given back as it was set', async () => {
    await set('all', { language_code: 'en' });
    expect((await playground.api('getMyCommands', { language_code: 'en' })).result).toEqual(
      list('all'),
    );
    expect((await playground.api('getMyCommands', { language_code: 'de' })).result).toEqual([]);
  });

  test('of one chat is refused until the person has written once', async () => {
    const phone = await playground.admin();
    const scope = { type: 'chat', chat_id: phone.id };
    expect(await set('add', { scope })).toBe('Bad Request: chat not found');
    await phone.send('/start');
    expect(await set('add', { scope })).toBe(true);
  });

  test.each([
    [{ commands: [{ command: 'Add', description: 'a' }] }, 'BOT_COMMAND_INVALID'],
    [{ commands: [{ command: '', description: 'a' }] }, 'command must be non-empty'],
    [{ commands: [{ command: 'a', description: ' ' }] }, 'command description must be non-empty'],
    [
      { commands: [{ command: 'a'.repeat(33), description: 'a' }] },
      'command length must not exceed 32',
    ],
    [
      { commands: [{ command: 'a', description: 'a'.repeat(257) }] },
      'command description length must not exceed 256',
    ],
    [{ commands: [1] }, "can't parse BotCommand: expected an Object"],
    [{ commands: {} }, 'expected an Array of BotCommand'],
    [{ language_code: 'Russian' }, 'invalid language code specified'],
    [{ scope: { type: 'moon' } }, "can't parse BotCommandScope: Unsupported type specified"],
    [{ scope: { type: 'chat' } }, "can't parse BotCommandScope: Empty chat_id specified"],
    [
      { commands: Array.from({ length: 101 }, (_, n) => ({ command: `a${n}`, description: 'a' })) },
      'BOT_COMMANDS_TOO_MUCH',
    ],
  ])('is refused if it is wrong: %j', async (more, reason) => {
    expect(await set('a', more)).toBe(`Bad Request: ${reason}`);
  });
});

test('keeps the bot’s texts about itself, by language', async () => {
  for (const name of ['Name', 'Description', 'ShortDescription']) {
    const key = name.replace('tD', 't_d').toLowerCase();
    const get = async (language_code: string) =>
      (await playground.api(`getMy${name}`, { language_code })).result[key];
    await playground.api(`setMy${name}`, { [key]: 'Card seal' });
    await playground.api(`setMy${name}`, { [key]: 'Печать', language_code: 'ru' });
    expect([await get('en'), await get('ru')]).toEqual(['Card seal', 'Печать']);
    await playground.api(`setMy${name}`, { language_code: 'ru' });
    expect(await get('ru')).toBe('Card seal');
    expect((await playground.api(`setMy${name}`, { [key]: 'x'.repeat(513) })).ok).toBe(false);
  }
});

test('tells each phone what the bot says of itself, in its language, and when that changes', async () => {
  const phone = await playground.customer({ language_code: 'ru' });
  const shown = async () => (await request<Chat>('GET', `/phones/${phone.id}/chat`)).description;
  await playground.api('setMyDescription', { description: 'I check cards' });
  expect(await shown()).toBe('I check cards');
  const told = phone.waitForEvent('description');
  await playground.api('setMyDescription', { description: 'Проверяю', language_code: 'ru' });
  expect((await told).description).toBe('Проверяю');
  expect(await shown()).toBe('Проверяю');
  const changed = phone.waitForEvent('description');
  await phone.setLanguage('en');
  expect((await changed).description).toBe('I check cards');
  expect(await shown()).toBe('I check cards');
});

test('tells nobody of a description that is none of theirs', async () => {
  const phone = await playground.customer({ language_code: 'ru' });
  const told = phone.waitForEvent('description');
  await playground.api('setMyDescription', { description: 'Another', language_code: 'de' });
  await playground.api('setMyDescription', { description: 'Последнее', language_code: 'ru' });
  expect((await told).description).toBe('Последнее');
});
