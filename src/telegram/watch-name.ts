import { isSameName } from '../cards/printed-bot.ts';
import type { Logger } from '../log.ts';

/** Is told what `getMe` says now. */
export type WatchName = (now: { readonly username: string }) => void;

/** Tells the operator once that the bot was renamed while it runs: the links that it prints name it as it was called at its start. */
export function watchName(log: Logger, { username }: { readonly username: string }): WatchName {
  let told = username;
  return (now) => {
    if (isSameName(now.username, told)) return;
    told = now.username;
    if (isSameName(now.username, username)) return;
    const about = { code: 'bot_renamed', username, now: now.username };
    log.error(about, 'the bot was renamed while it runs: labels lead to its old name');
  };
}
