import type { BotCommand } from '@grammyjs/types';
import * as z from 'zod';
import { badRequest } from '../../api-error.ts';
import type { ProfileText } from '../../state/profile.ts';
import type { World } from '../../state/world.ts';
import type { Method } from '../method.ts';
import { json, parameterParser, text } from '../parameters.ts';
import { chat } from '../recipient.ts';

const MAX_COMMANDS = 100;

const scopeSchema = z.object(
  {
    type: z.string({ error: 'Can\'t parse BotCommandScope: Can\'t find field "type"' }),
    chat_id: z.union([z.string(), z.number().transform(String)]).default(''),
  },
  { error: "Can't parse BotCommandScope: BotCommandScope must be an Object" },
);

const scopeShape = { scope: json('BotCommandScope', scopeSchema), language_code: languageCode() };

const commandSchema = z.object(
  {
    command: z.string({ error: 'Can\'t parse BotCommand: Can\'t find field "command"' }),
    description: z.string({ error: 'Can\'t parse BotCommand: Can\'t find field "description"' }),
  },
  { error: "Can't parse BotCommand: expected an Object" },
);

const parseCommands = parameterParser({
  ...scopeShape,
  commands: json(
    'commands',
    z
      .array(commandSchema, { error: 'Expected an Array of BotCommand' })
      .transform((commands) => commands.map(checkCommand)),
  ),
});

const parseScope = parameterParser(scopeShape);

/** core.telegram.org/bots/api#setmycommands */
export const setMyCommands: Method = (query, { world }) => {
  const given = parseCommands(query);
  const commands = given.commands ?? [];
  if (commands.length > MAX_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  change(world, scopeKey(world, given.scope), given.language_code, commands);
  return true;
};

/** core.telegram.org/bots/api#deletemycommands */
export const deleteMyCommands: Method = (query, { world }) => {
  const given = parseScope(query);
  change(world, scopeKey(world, given.scope), given.language_code, []);
  return true;
};

/** core.telegram.org/bots/api#getmycommands */
export const getMyCommands: Method = (query, { world }): BotCommand[] => {
  const given = parseScope(query);
  return world.commands.get(scopeKey(world, given.scope), given.language_code);
};

/** The phones whose menu changes are told. */
function change(world: World, scope: string, language: string, commands: BotCommand[]): void {
  const people = scope.startsWith('chat:')
    ? [world.people.find(Number(scope.slice(5)))]
    : world.people.all();
  const before = people.map((person) => person && world.commands.resolve(person));
  world.commands.set(scope, language, commands);
  people.forEach((person, index) => {
    if (person === undefined) return;
    const now = world.commands.resolve(person);
    if (JSON.stringify(now) === JSON.stringify(before[index])) return;
    world.feed.publish('commands', { phone: person.id, commands: now });
  });
}

/** @throws ApiError 400 "chat not found" for the chat of a person who has not written to the bot */
function scopeKey(world: World, scope: z.infer<typeof scopeSchema> | undefined): string {
  if (scope === undefined) return 'default';
  const { type, chat_id } = scope;
  if (
    ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'].includes(type)
  ) {
    return type;
  }
  if (!['chat', 'chat_administrators', 'chat_member'].includes(type)) {
    throw badRequest("Can't parse BotCommandScope: Unsupported type specified");
  }
  if (chat_id === '') throw badRequest("Can't parse BotCommandScope: Empty chat_id specified");
  const { id } = chat(world, chat_id);
  return `${type}:${id}`;
}

function checkCommand(given: BotCommand): BotCommand {
  const command = given.command.trim().replace(/^\//, '');
  const description = given.description.trim();
  if (command === '') throw badRequest('Command must be non-empty');
  if ([...command].length > 32) throw badRequest('Command length must not exceed 32');
  if (description === '') throw badRequest('Command description must be non-empty');
  if ([...description].length > 256) {
    throw badRequest('Command description length must not exceed 256');
  }
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  return { command, description };
}

function languageCode() {
  return text.refine((code) => code === '' || /^[a-z]{2}(?:-[a-z-]*)?$/.test(code), {
    error: 'Invalid language code specified',
  });
}

/** Makes the setter of one of the bot's texts about itself, of at most `max` characters. */
export function createTextSetter(name: ProfileText, max: number): Method {
  const parse = parameterParser({ [name]: text, language_code: languageCode() });
  return (query, { world }) => {
    const given = parse(query);
    const value = (given[name] ?? '').trim();
    if ([...value].length > max) throw badRequest(`${name.replace('_', ' ')} is too long`);
    const before = describe(world);
    world.profile.set(name, given.language_code ?? '', value);
    for (const [phone, description] of describe(world)) {
      if (description !== before.get(phone)) {
        world.feed.publish('description', { phone, description });
      }
    }
    return true;
  };
}

/** What the bot says of itself in an empty chat, by phone. */
function describe(world: World): Map<number, string> {
  return new Map(
    world.people
      .all()
      .map(({ id, language_code }) => [id, world.profile.get('description', language_code)]),
  );
}

/** Makes the getter of one of the bot's texts about itself. */
export function createTextGetter(name: ProfileText): Method {
  const parse = parameterParser({ language_code: languageCode() });
  return (query, { world }) => {
    const { language_code } = parse(query);
    return { [name]: world.profile.get(name, language_code) };
  };
}
