import type { Api } from 'grammy';
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
