import type { Message } from '@grammyjs/types';
import { jpeg } from '../data/pictures.ts';
import type { Phone } from '../playground/playground.ts';

/** Matches a message with buttons and a part of its text: the screen, not one that just lost its buttons. */
export function screen(part: string): (message: Message) => boolean {
  return (message) =>
    (message.reply_markup?.inline_keyboard.length ?? 0) > 0 &&
    (message.text ?? message.caption)?.includes(part) === true;
}

/** A card that an admin added through the wizard. */
export interface AddedCard {
  readonly code: string;
  readonly link: string;
  /** The message with the QR picture. */
  readonly qr: Message;
}

/** Brings an admin's phone home from wherever it is; a wizard that is under way is cancelled, a draft is left. */
export async function goHome(admin: Phone): Promise<Message> {
  await admin.send('/admin');
  const home = await admin.waitFor(screen('Register a card, find one'));
  if (!home.text?.includes('You have begun')) return home;
  await admin.send('/cancel');
  return admin.waitFor((message) => /Cancelled|draft stays/.test(message.text ?? ''));
}

/** Step 1: waits for the original photo. */
export async function toOriginalPhoto(admin: Phone): Promise<Message> {
  await goHome(admin);
  await admin.send('/add');
  return admin.waitFor(screen('Step 1 of 4'));
}

/** Step 2: waits for the name. */
export async function toName(admin: Phone): Promise<Message> {
  await toOriginalPhoto(admin);
  await admin.sendPhoto(await jpeg('tomato'));
  return admin.waitFor(screen('Step 2 of 4'));
}

/** Step 3: waits for the description. */
export async function toDescription(admin: Phone, name = 'Dragon'): Promise<Message> {
  await toName(admin);
  await admin.send(name);
  return admin.waitFor(screen('Step 3 of 4'));
}

/** Step 4: the card is a draft, and the wizard waits for the packaged photo. */
export async function toPackagedPhoto(
  admin: Phone,
  { name = 'Dragon', description = '' } = {},
): Promise<AddedCard> {
  await toDescription(admin, name);
  await admin.send(description === '' ? '/skip' : description);
  const qr = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
  await admin.waitFor(screen('Step 4 of 4'));
  const link = /https:\/\/\S+/.exec(qr.caption ?? '')?.[0] ?? '';
  return { qr, link, code: link.split('start=')[1] ?? '' };
}

/** The whole wizard, with both photos. */
export async function addCard(
  admin: Phone,
  card: { name?: string; description?: string } = {},
): Promise<AddedCard> {
  const added = await toPackagedPhoto(admin, card);
  await admin.sendPhoto(await jpeg('teal'));
  await admin.waitFor(screen('The card is active'));
  return added;
}

/** Puts the card that an English admin has open under review. */
export async function suspendOpened(admin: Phone): Promise<void> {
  await admin.press('Under review');
  await admin.waitFor(screen('Why is'));
  await admin.send('Returned by the buyer');
  await admin.waitFor(screen('The card is under review'));
}
