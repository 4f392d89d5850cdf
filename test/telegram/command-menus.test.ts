import { type Api, GrammyError } from 'grammy';
import { expect, test } from 'vitest';
import { INPUTS } from '../../src/bot/all-features.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import type { Logger } from '../../src/log.ts';
import { createCommandMenus } from '../../src/telegram/commands.ts';

test('a menu that fails for whatever reason ends nothing, and is tried again with the next message', async () => {
  const asked: string[] = [];
  const failing = (method: string) => async () => {
    asked.push(method);
    throw new TypeError('a fault of ours');
  };
  const broken = () => {
    throw new Error('the log is full');
  };
  const menus = createCommandMenus({
    api: {
      setMyCommands: failing('set'),
      deleteMyCommands: failing('delete'),
      setMyDescription: failing('description'),
      setMyShortDescription: failing('short description'),
    } as unknown as Api,
    adminIds: [5],
    inputs: INPUTS,
    wasAdmin: async () => true,
    defaultLocale: 'en',
    translatorOf: loadCatalogue().createTranslator,
    log: { debug: broken, error: broken } as unknown as Logger,
  });
  await menus.register();
  await menus.withdraw(7);
  const before = asked.length;
  await menus.registerAdmin(5);
  expect(asked.length).toBeGreaterThan(before);
});

test.each([
  ['the first', 0],
  ['the last', -1],
])('%s of several languages that Telegram refuses is tried again, and not when all are there', async (_, nth) => {
  const asked: unknown[] = [];
  const quiet = () => {};
  let refused: unknown = {};
  const menus = createCommandMenus({
    api: {
      setMyCommands: async (_commands: unknown, { language_code }: { language_code?: string }) => {
        asked.push(language_code);
        const error = { ok: false as const, error_code: 400, description: 'Bad Request' };
        if (language_code === refused) throw new GrammyError('no', error, 'setMyCommands', {});
      },
    } as unknown as Api,
    adminIds: [5],
    inputs: INPUTS,
    wasAdmin: async () => true,
    defaultLocale: 'en',
    translatorOf: loadCatalogue().createTranslator,
    log: { debug: quiet, error: quiet } as unknown as Logger,
  });
  const languages = [undefined, 'en', 'ru'];
  refused = languages.at(nth);
  await menus.registerAdmin(5);
  expect(asked).toEqual(languages);
  refused = 'none';
  await menus.registerAdmin(5);
  await menus.registerAdmin(5);
  expect(asked).toEqual([...languages, ...languages]);
});
