import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../src/errors.ts';
import type { Message, Phone } from '../stage/phone-schema.ts';
import type { Stage } from '../stage/stage.ts';
import { fillInCodes } from './codes.ts';
import { buttonsOf, offeringMessage } from './observe.ts';
import type { Action } from './recording.ts';

/** Gives the bytes of a file that was sent, by their SHA-256. */
export type FileOf = (sha256: string) => Promise<Uint8Array>;

/** A button comes at the latest after so many milliseconds, or not at all. */
const BUTTON_MS = 10_000;
const LOOK_EVERY_MS = 50;

/**
 * Does on a stage what an action says, as the person would; resolves when the playground has taken it,
 * not when the bot has answered. Throws an `AppError` where it cannot be done.
 */
export async function perform(stage: Stage, action: Action, fileOf: FileOf): Promise<void> {
  if (action.do === 'switch') return stage.faults.set(action.fault, action.on);
  if (action.do === 'kill') {
    await stage.bot.kill();
    stage.bot.start();
    return;
  }
  if (action.do === 'add phone') {
    const { role, language, name } = action;
    const person = {
      role,
      language_code: language,
      ...(name !== undefined && { first_name: name }),
    };
    await stage.phones.call('POST', '/phones', person);
    return;
  }
  const phone = await stage.phones.find(action.phone);
  await performOnPhone(stage, phone, action, fileOf);
}

type PhoneAction = Extract<Action, { phone: string }>;

async function performOnPhone(
  stage: Stage,
  phone: Phone,
  action: PhoneAction,
  fileOf: FileOf,
): Promise<void> {
  const post = (path: string, body: object | FormData) =>
    stage.phones.call('POST', `/phones/${phone.id}${path}`, body);
  const fill = async (text: string) => fillInCodes(text, (await stage.records.read()).codes);
  switch (action.do) {
    case 'text':
      await post('/messages', { text: await fill(action.text) });
      return;
    case 'sample':
      await post('/samples', { sample: action.sample, as: action.as });
      return;
    case 'files':
      await post('/messages', await formOf(action, fileOf));
      return;
    case 'message':
      await post('/messages', { raw: action.message });
      return;
    case 'open':
      await post('/open', { url: await fill(action.url) });
      return;
    case 'tap':
      await post(
        '/presses',
        await findButton(stage, phone, await fill(action.button), action.older),
      );
      return;
    case 'press': {
      const at = offeringMessage(await stage.phones.messages(phone.id));
      await post('/presses', { message_id: at?.message_id ?? 1, data: action.data });
      return;
    }
    case 'settings': {
      const { language, blocked } = action;
      const change = { ...(language && { language_code: language }), blocked };
      await stage.phones.call('PATCH', `/phones/${phone.id}`, change);
      return;
    }
    case 'clear':
      await stage.phones.call('DELETE', `/phones/${phone.id}/chat`);
      return;
  }
}

async function formOf(
  { as, caption, files }: Extract<Action, { do: 'files' }>,
  fileOf: FileOf,
): Promise<FormData> {
  const form = new FormData();
  form.set('as', as);
  form.set('caption', caption);
  for (const { name, type, sha256 } of files) {
    form.append('file', new Blob([Uint8Array.from(await fileOf(sha256))], { type }), name);
  }
  return form;
}

/** The messages that have a button, the newest first. */
export function messagesOffering(messages: readonly Message[], label: string): Message[] {
  return messages
    .filter((message) => buttonsOf(message).some(({ text }) => text === label))
    .toReversed();
}

async function findButton(
  stage: Stage,
  phone: Phone,
  label: string,
  older: number,
): Promise<{ message_id: number; data: string }> {
  const deadline = performance.now() + BUTTON_MS;
  for (;;) {
    const messages = await stage.phones.messages(phone.id);
    const message = messagesOffering(messages, label)[older];
    const data = buttonsOf(message).find(({ text }) => text === label)?.callback_data;
    if (message !== undefined && data !== undefined)
      return { message_id: message.message_id, data };
    if (performance.now() > deadline) {
      const offers = buttonsOf(offeringMessage(messages)).map(({ text }) => text);
      throw new AppError(
        'no_such_button',
        `The phone “${phone.alias}” has no button “${label}”. It offers: ${offers.join(', ') || 'nothing'}.`,
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}
