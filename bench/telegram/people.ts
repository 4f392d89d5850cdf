import type { BotEnd, Call } from './bot-api.ts';

/** How long one answer may take, in milliseconds, before the run is given up. */
const PATIENCE_MS = 60_000;

/** The people who write to one bot: each waits for what answers them before they go on. */
export interface People {
  /**
   * Sends an update of this chat and resolves with the milliseconds until the bot sent a message to
   * it whose text matches `answer`. Rejects when none comes within a minute, or the update is refused.
   */
  ask(chatId: number, update: object, answer: RegExp): Promise<number>;
  /** Has the next updates go over new connections. */
  reconnect(): void;
}

interface Waiting {
  readonly answer: RegExp;
  readonly found: () => void;
}

/** Lets people write to a bot; nobody else may listen to its calls. */
export function createPeople(bot: BotEnd): People {
  const waiting = new Map<number, Waiting>();
  let updateId = 0;
  bot.onCall = ({ chatId, text }: Call) => {
    const one = chatId === null ? undefined : waiting.get(chatId);
    if (one?.answer.test(text) === true) one.found();
  };
  return {
    reconnect: () => bot.webhook?.reconnect(),
    ask(chatId, update, answer) {
      updateId += 1;
      const whole = { update_id: updateId, ...update };
      const since = performance.now();
      return new Promise((resolve, reject) => {
        const impatience = setTimeout(
          () => reject(new Error(`no answer ${answer} in a minute`)),
          PATIENCE_MS,
        );
        const found = () => {
          clearTimeout(impatience);
          waiting.delete(chatId);
          resolve(performance.now() - since);
        };
        waiting.set(chatId, { answer, found });
        if (bot.webhook === null) reject(new Error('the bot has no webhook'));
        else bot.webhook.send(whole).catch(reject);
      });
    },
  };
}

/** The content of a message that is a command, as Telegram marks it. */
export function command(text: string): object {
  const length = text.split(' ')[0]?.length ?? 0;
  return { text, entities: [{ type: 'bot_command', offset: 0, length }] };
}

/** An update that holds a message of this person in their private chat; `content` is its text or photo. */
export function messageFrom(personId: number, content: object): object {
  const name = { first_name: 'Vera', last_name: 'Bench', username: `vera_${personId}` };
  return {
    message: {
      message_id: 1,
      date: Math.floor(Date.now() / 1000),
      chat: { id: personId, type: 'private', ...name },
      from: { id: personId, is_bot: false, language_code: 'en', ...name },
      ...content,
    },
  };
}
