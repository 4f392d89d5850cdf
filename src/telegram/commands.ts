import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import type { Logger } from 'pino';
import { LOCALES, type Locale } from '../locales/locale.ts';
import type { Translator } from '../locales/translator.ts';

const CUSTOMER_COMMANDS = ['start', 'help', 'id'] as const;

const ADMIN_COMMANDS = [
  'add',
  'cards',
  'stats',
  'admin',
  'skip',
  'back',
  'cancel',
  'help',
  'id',
  'start',
] as const;

export interface CommandDependencies {
  readonly api: Api;
  readonly adminIds: readonly number[];
  readonly defaultLocale: Locale;
  readonly translatorOf: (locale: Locale) => Translator;
  readonly log: Logger;
}

/** Registers with Telegram what the bot can do. */
export interface CommandMenus {
  /** Sets everyone's commands, the bot's descriptions, and the commands of the admins who have written before. Never throws. */
  register(): Promise<void>;
  /** Sets an admin's own commands, unless this process did it already: Telegram refuses them until the admin has written. Never throws. */
  registerAdmin(adminId: number): Promise<void>;
}

export function createCommandMenus(dependencies: CommandDependencies): CommandMenus {
  const { api, adminIds, defaultLocale, translatorOf, log } = dependencies;
  const registered = new Set<number>();

  /** For Telegram the default is a language of its own, for people who use none of the others. */
  const languages = [
    { languageCode: undefined, translator: translatorOf(defaultLocale) },
    ...LOCALES.map((locale) => ({ languageCode: locale, translator: translatorOf(locale) })),
  ];

  const quietly = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      log.debug({ err: error, what }, 'Telegram did not take a menu');
      return false;
    }
  };

  const registerAdmin = async (adminId: number) => {
    if (registered.has(adminId)) return;
    registered.add(adminId);
    const taken = await quietly('admin commands', async () => {
      for (const { languageCode, translator } of languages) {
        await api.setMyCommands(commandsIn(translator, ADMIN_COMMANDS), {
          scope: { type: 'chat', chat_id: adminId },
          ...(languageCode && { language_code: languageCode }),
        });
      }
    });
    if (!taken) registered.delete(adminId);
  };

  return {
    async register() {
      await quietly('commands and descriptions', async () => {
        for (const { languageCode, translator } of languages) {
          const language = languageCode && { language_code: languageCode };
          await api.setMyCommands(commandsIn(translator, CUSTOMER_COMMANDS), { ...language });
          await api.setMyDescription(translator.plain('bot-description'), { ...language });
          await api.setMyShortDescription(translator.plain('bot-short-description'), {
            ...language,
          });
        }
      });
      for (const adminId of adminIds) await registerAdmin(adminId);
    },
    registerAdmin,
  };
}

function commandsIn(
  { plain }: Translator,
  commands: readonly (typeof ADMIN_COMMANDS)[number][],
): BotCommand[] {
  return commands.map((command) => ({ command, description: plain(`command-${command}`) }));
}
