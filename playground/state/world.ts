import { join } from 'node:path';
import type { User, UserFromGetMe } from '@grammyjs/types';
import type { Clock } from '../clock.ts';
import { type Journal, openJournal } from '../store/journal.ts';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import { type ChatActions, createChatActions } from './chat-actions.ts';
import { type Chats, loadChats } from './chats.ts';
import { type Commands, loadCommands } from './commands.ts';
import { createFeed, type Feed } from './feed.ts';
import { type Files, loadFiles } from './files.ts';
import { loadIdentity } from './identity.ts';
import { loadPeople, type People } from './people.ts';
import { loadProfile, type Profile } from './profile.ts';
import { loadUpdates, type Updates } from './updates.ts';

/** All that there is in the playground: its bot, people, chats and files, and what is under way. */
export interface World {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly token: string;
  readonly adminIds: readonly number[];
  /** The bot as `getMe` gives it. */
  readonly bot: UserFromGetMe;
  /** The bot as the sender of a message. */
  readonly botUser: User;
  readonly people: People;
  readonly chats: Chats;
  readonly files: Files;
  readonly updates: Updates;
  readonly callbacks: Callbacks;
  readonly commands: Commands;
  readonly profile: Profile;
  readonly actions: ChatActions;
  readonly feed: Feed;
  /** Whether the bot is told where files lie on this machine's disk, as by a server started with `--local`. */
  readonly localMode: boolean;
  /** Gives the bot another name, as BotFather does. */
  rename(username: string): void;
}

/** Reads the world from its directory, or makes a new one there. */
export async function loadWorld(
  directory: string,
  clock: Clock,
  localMode = false,
): Promise<World> {
  const journal = await openJournal(join(directory, 'journal.jsonl'));
  const { token, bot, adminIds, rename } = loadIdentity(journal);
  const { id, first_name, username } = bot;
  const botUser: User = { id, is_bot: true, first_name, username };
  const feed = createFeed();
  return {
    clock,
    journal,
    token,
    adminIds,
    bot,
    botUser,
    people: loadPeople(journal, adminIds),
    chats: loadChats({ journal, feed, clock, botUser }),
    files: await loadFiles(journal, join(directory, 'files')),
    updates: loadUpdates(journal, clock),
    callbacks: createCallbacks(clock),
    commands: loadCommands(journal),
    profile: loadProfile(journal, first_name),
    actions: createChatActions(feed),
    feed,
    localMode,
    rename(name) {
      rename(name);
      botUser.username = name;
    },
  };
}
