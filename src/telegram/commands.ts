import { setTimeout as pause } from 'node:timers/promises';
import { type Api, GrammyError, HttpError } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { LOCALES, type Locale } from '../locales/locale.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import type { SessionInputs } from '../screens/session-inputs.ts';
import { outcomeOf } from './outcome.ts';
import { quietly } from './quietly.ts';
import { createRemembered } from './remembered.ts';

/** What everybody may ask for, in the order of the menu. */
export const CUSTOMER_COMMANDS = ['start', 'help', 'id'] as const;

/** What an admin may ask for, in the order of the menu: the commands of the features first. */
export function adminMenu({ commands }: Pick<SessionInputs, 'commands'>): string[] {
  return [...commands, 'id', 'start'];
}

export interface CommandDependencies {
  readonly api: Api;
  readonly adminIds: readonly number[];
  /** Has the commands of the features. */
  readonly inputs: SessionInputs;
  /** Whether this person was ever an admin. May throw what the database throws. */
  readonly wasAdmin: (personId: number) => Promise<boolean>;
  readonly defaultLocale: Locale;
  readonly translatorOf: (locale: Locale) => Translator;
  readonly log: Logger;
}

/** Registers with Telegram what the bot can do. */
export interface CommandMenus {
  /** Sets everyone's commands, the commands of the admins who have written before, and the bot's descriptions. Never throws. */
  register(): Promise<void>;
  /** Sets an admin's own commands, unless this process did it already: Telegram refuses them until the admin has written. Never throws. */
  registerAdmin(adminId: number): Promise<void>;
  /** Takes the commands of admins from somebody who was one and is none, once for each process. Of strangers Telegram is not asked. Never throws. */
  withdraw(personId: number): Promise<void>;
}

/** Far more than are or were admins; a stranger who is forgotten costs one look into the database more. */
const REMEMBERED_PEOPLE = 1_000;

/** So often a call is made that Telegram has no time for. */
const ATTEMPTS = 5;

export function createCommandMenus(dependencies: CommandDependencies): CommandMenus {
  const { api, adminIds, inputs, wasAdmin, defaultLocale, translatorOf, log } = dependencies;
  const settled = createRemembered<number>(REMEMBERED_PEOPLE);

  /** For Telegram the default is a language of its own, for people who use none of the others. */
  const languages = [
    { language: {}, translator: translatorOf(defaultLocale) },
    ...LOCALES.map((locale) => ({
      language: { language_code: locale },
      translator: translatorOf(locale),
    })),
  ];

  const inEachLanguage = async (
    what: string,
    call: (translator: Translator, language: { language_code?: Locale }) => Promise<unknown>,
  ): Promise<boolean> => {
    let taken = true;
    for (const { translator, language } of languages) {
      const done = await patiently(() => call(translator, language), { what, log });
      taken &&= done;
    }
    return taken;
  };

  /** What failed is tried again when the person writes again. */
  const oncePerPerson = async (personId: number, work: () => Promise<boolean>) => {
    if (settled.has(personId)) return;
    settled.add(personId);
    if (!(await work())) settled.forget(personId);
  };

  const registerAdmin = (adminId: number) =>
    oncePerPerson(adminId, () =>
      inEachLanguage('admin commands', (translator, language) =>
        api.setMyCommands(commandsIn(translator, adminMenu(inputs)), {
          ...language,
          scope: { type: 'chat', chat_id: adminId },
        }),
      ),
    );

  return {
    async register() {
      await inEachLanguage('commands', (translator, language) =>
        api.setMyCommands(commandsIn(translator, CUSTOMER_COMMANDS), language),
      );
      for (const adminId of adminIds) await registerAdmin(adminId);
      await inEachLanguage('description', ({ plain }, language) =>
        api.setMyDescription(plain('bot-description'), language),
      );
      await inEachLanguage('short description', ({ plain }, language) =>
        api.setMyShortDescription(plain('bot-short-description'), language),
      );
    },
    registerAdmin,
    withdraw: (personId) =>
      oncePerPerson(personId, async () => {
        // Where that cannot be told now, it is asked when they write again.
        const was = await wasAdmin(personId).catch(() => null);
        if (was !== true) return was === false;
        return inEachLanguage('no admin commands', (_translator, language) =>
          api.deleteMyCommands({ ...language, scope: { type: 'chat', chat_id: personId } }),
        );
      }),
  };
}

/** Makes a call, again where Telegram says "not now"; says whether it was taken. A menu is not worth more than a line in the log, so this never throws. */
async function patiently(
  call: () => Promise<unknown>,
  { what, log }: { what: string; log: Logger },
): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await call();
      return true;
    } catch (error) {
      if (!isOfTelegram(error)) {
        quietly(() => log.error({ err: error, what }, 'a menu could not be made'));
        return false;
      }
      const outcome = outcomeOf(error);
      quietly(() => log.debug({ err: error, what, attempt }, 'Telegram did not take a menu'));
      if (outcome.type !== 'due') return false;
      await pause(outcome.seconds * 1000, undefined, { ref: false });
    }
  }
  return false;
}

function isOfTelegram(error: unknown): boolean {
  return error instanceof GrammyError || error instanceof HttpError;
}

function commandsIn({ plain }: Translator, commands: readonly string[]): BotCommand[] {
  return commands.map((command) => ({ command, description: plain(`command-${command}`) }));
}
