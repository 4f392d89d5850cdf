import type { BotCommand } from '@grammyjs/types';
import * as z from 'zod';
import type { Journal } from '../store/journal.ts';
import type { Person } from './people.ts';

/** The bot's lists of commands, by scope and language. */
export interface Commands {
  /** The list of exactly this scope and language; empty if none was set. */
  get(scope: string, language: string): BotCommand[];
  /** Sets a list; an empty one is as good as none. */
  set(scope: string, language: string, commands: BotCommand[]): void;
  /** The list that a person's phone shows. */
  resolve(person: Person): BotCommand[];
}

const commandsSchema = z.array(z.object({ command: z.string(), description: z.string() }));

/** Reads the lists of commands from the journal. */
export function loadCommands(journal: Journal): Commands {
  const stored = journal.collection('commands', commandsSchema);
  const lists = new Map<string, BotCommand[]>(stored.entries);
  const find = (scope: string, language: string) => lists.get(`${scope}/${language}`);

  return {
    get: (scope, language) => find(scope, language) ?? [],
    set(scope, language, commands) {
      const key = `${scope}/${language}`;
      if (commands.length === 0) {
        lists.delete(key);
        stored.remove(key);
      } else {
        lists.set(key, commands);
        stored.put(key, commands);
      }
    },
    resolve({ id, language_code }) {
      for (const scope of [`chat:${id}`, 'all_private_chats', 'default']) {
        const list = find(scope, language_code) ?? find(scope, '');
        if (list !== undefined) return list;
      }
      return [];
    },
  };
}
