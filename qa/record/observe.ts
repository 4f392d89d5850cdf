import type { BotStatus } from '../stage/bot-process.ts';
import type { FaultName } from '../stage/fault-switches.ts';
import type { Button, Message, Phone } from '../stage/phone-schema.ts';
import type { Records, Session } from '../stage/records.ts';
import type { Stage } from '../stage/stage.ts';
import { hideCodes } from './codes.ts';
import type { Observation, Seen } from './recording.ts';

/** A phone as it is now; `session` is null for customers and for admins who have not begun. */
export interface PhoneNow {
  readonly phone: Phone;
  readonly session: Session | null;
  readonly messages: readonly Message[];
}

/** Everything that a tester can see of a stage. */
export interface Look {
  readonly bot: BotStatus;
  readonly faults: ReadonlySet<FaultName>;
  /** Updates that the bot has not acknowledged. */
  readonly waiting: number;
  readonly records: Records;
  readonly phones: readonly PhoneNow[];
}

/**
 * Looks at a stage. The parts are read in the order in which an update passes them, so that what is
 * at rest in one look has really come to rest.
 */
export async function look(stage: Stage): Promise<Look> {
  const waiting = await stage.phones.waiting();
  const records = await stage.records.read();
  const listed = await stage.phones.list();
  const phones = await Promise.all(
    listed.map(async (phone) => ({
      phone,
      session: records.sessions.find(({ adminId }) => adminId === phone.id) ?? null,
      messages: await stage.phones.messages(phone.id),
    })),
  );
  return { bot: stage.bot.status(), faults: new Set(stage.faults.on()), waiting, records, phones };
}

/** Whether everything that was asked of the bot is done and shown. */
export function isAtRest({ bot, waiting, records }: Look): boolean {
  const isDone = (session: Session) => session.operation === null && !isBehind(session);
  return (
    bot.state === 'running' &&
    waiting === 0 &&
    records.unfinished === 0 &&
    records.sessions.every(isDone)
  );
}

/** What a recording keeps of a look: the same at each play, and without codes. */
export function observationOf(seen: Look): Observation {
  const { codes } = seen.records;
  return {
    rest: isAtRest(seen),
    bot: seen.bot.state,
    waiting: seen.waiting > 0,
    phones: Object.fromEntries(
      seen.phones.map(({ phone, session, messages }) => [
        phone.alias,
        isBehind(session) ? seenOf(session) : { ...seenOf(session), ...shownOf(messages, codes) },
      ]),
    ),
  };
}

function isBehind(session: Session | null): boolean {
  return session !== null && session.shownRevision !== session.revision;
}

function seenOf(session: Session | null): Seen {
  if (session === null) return {};
  return {
    state: session.state,
    notice: session.snapshot.context.notice?.code ?? null,
    operation: session.operation?.name ?? null,
    shown: !isBehind(session),
  };
}

function shownOf(
  messages: readonly Message[],
  codes: readonly string[],
): Pick<Seen, 'says' | 'offers'> {
  const newest = messages.findLast(({ from }) => from?.is_bot);
  const text = newest?.text ?? newest?.caption ?? '';
  const line = text.split('\n').find((each) => each.trim() !== '') ?? null;
  return {
    says: line === null ? null : hideCodes(line, codes),
    offers: buttonsOf(offeringMessage(messages)).map((button) => hideCodes(button.text, codes)),
  };
}

/** The newest message with buttons. */
export function offeringMessage(messages: readonly Message[]): Message | undefined {
  return messages.findLast((message) => buttonsOf(message).length > 0);
}

/** The buttons below a message, in reading order. */
export function buttonsOf(message: Message | undefined): Button[] {
  return message?.reply_markup?.inline_keyboard.flat() ?? [];
}
