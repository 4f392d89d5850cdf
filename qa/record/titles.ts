import type { FaultName } from '../stage/fault-switches.ts';
import type { Action } from './recording.ts';

/** What each fault is called, while it is on and when it is over. */
export const FAULT_TITLES: Readonly<Record<FaultName, { on: string; off: string }>> = {
  store: { on: 'The photo store goes away', off: 'The photo store is back' },
  database: { on: 'The database goes away', off: 'The database is back' },
  telegram: { on: 'Telegram says “too many requests”', off: 'Telegram answers again' },
  downloads: { on: 'Downloads from Telegram hang', off: 'Downloads go on' },
};

/** More of a text than this is not needed to know it again. */
const SHOWN = 60;

/** An action as a sentence without its full stop, for people. */
export function titleOf(action: Action): string {
  if (action.do === 'switch') return FAULT_TITLES[action.fault][action.on ? 'on' : 'off'];
  if (action.do === 'kill') return 'The bot is killed and started again';
  if (action.do === 'add phone') {
    return `${action.role === 'admin' ? 'An admin' : 'A customer'} gets a phone (${action.language})`;
  }
  return `The ${action.phone} ${phoneTitle(action)}`;
}

function phoneTitle(action: Extract<Action, { phone: string }>): string {
  switch (action.do) {
    case 'text':
      return action.text.startsWith('/')
        ? `sends ${short(action.text)}`
        : `types “${short(action.text)}”`;
    case 'sample':
      return `sends the sample ${action.sample.replaceAll('-', ' ')}${as(action.as)}`;
    case 'files':
      return `sends ${action.files.length === 1 ? 'a picture' : `${action.files.length} pictures`}${as(action.as)}`;
    case 'tap':
      return `taps “${short(action.button)}”${action.older > 0 ? ' of an older message' : ''}`;
    case 'press':
      return 'presses what is no button here';
    case 'message':
      return `sends a ${Object.keys(action.message)[0] ?? 'message'}`;
    case 'open':
      return `opens ${short(action.url)}`;
    case 'settings':
      if (action.blocked !== undefined)
        return action.blocked ? 'blocks the bot' : 'unblocks the bot';
      return `changes the language to ${action.language ?? 'the same'}`;
    case 'clear':
      return 'clears the chat';
  }
}

function as(kind: 'photo' | 'document'): string {
  return kind === 'document' ? ' as a file' : '';
}

function short(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
