import { freshSnapshot } from '../../machines/snapshot.ts';
import type { Look, PhoneNow } from '../../qa/record/observe.ts';
import type { FaultName } from '../../qa/stage/fault-switches.ts';
import type { Message } from '../../qa/stage/phone-schema.ts';

const ADMIN = {
  id: 5_000_000_001,
  role: 'admin',
  first_name: 'Alice',
  language_code: 'en',
  blocked: false,
  alias: 'admin',
} as const;

/** A message of the bot with one button in each row. */
export function botMessage(
  message_id: number,
  text: string,
  buttons: Readonly<Record<string, string>> = {},
): Message {
  const rows = Object.entries(buttons).map(([label, data]) => [
    { text: label, callback_data: data },
  ]);
  return {
    message_id,
    from: { is_bot: true },
    text,
    ...(rows.length > 0 && { reply_markup: { inline_keyboard: rows } }),
  };
}

/** An admin's phone with these messages, whose session is at home and has shown what there is. */
export function adminAtHome(messages: readonly Message[]): PhoneNow {
  const session = {
    adminId: ADMIN.id,
    snapshot: freshSnapshot(),
    state: 'home',
    revision: 1,
    shownRevision: 1,
    operation: null,
  } as const;
  return { phone: ADMIN, session, messages };
}

/** A look at a stage with that phone alone; everything is done unless updates wait. */
export function lookAt(
  phone: PhoneNow,
  options: { waiting?: number; faults?: FaultName[]; codes?: string[] } = {},
): Look {
  const { waiting = 0, faults = [], codes = [] } = options;
  return {
    bot: { state: 'running' },
    faults: new Set(faults),
    waiting,
    records: { sessions: phone.session === null ? [] : [phone.session], codes, unfinished: 0 },
    phones: [phone],
  };
}
