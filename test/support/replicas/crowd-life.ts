import type { Message } from '@grammyjs/types';
import { screen } from '../bot/wizard-steps.ts';
import { jpeg } from '../data/pictures.ts';
import type { CrowdPerson } from './crowd.ts';

/** A card that can be checked. Its name is in no other card's name. */
export interface CrowdCard {
  readonly name: string;
  readonly link: string;
}

/** Whether a message is the verdict on a card. */
export function isVerdict({ name }: CrowdCard): (message: Message) => boolean {
  return ({ text, caption }) => {
    const words = text ?? caption ?? '';
    return words.includes('registered in the system') && words.includes(name);
  };
}

/** Walks the whole wizard and returns the card. Seven messages. */
export async function liveAsAdmin(admin: CrowdPerson, name: string): Promise<CrowdCard> {
  const step = (part: string) => admin.until(screen(part), part);
  await admin.send('/add');
  await step('Step 1 of 4');
  await admin.sendPhoto(await original);
  await step('Step 2 of 4');
  await admin.send(name);
  await step('Step 3 of 4');
  await admin.send('First edition');
  const qr = await admin.until(({ caption = '' }) => caption.includes('t.me'), 'the QR code');
  await step('Step 4 of 4');
  await admin.sendPhoto(await packaged);
  await step('The card is active');
  return { name, link: /https:\/\/\S+/.exec(qr.caption ?? '')?.[0] ?? '' };
}

/** Checks cards, all before the first verdict; resolves to the cards in the order in which the verdicts came. */
export async function liveAsCustomer(
  customer: CrowdPerson,
  cards: readonly CrowdCard[],
): Promise<CrowdCard[]> {
  for (const [index, { link }] of cards.entries()) {
    await customer.open(link, { follows: index > 0 });
  }
  for (const card of cards) await customer.until(isVerdict(card), card.name);
  const place = (card: CrowdCard) => customer.came().findIndex(isVerdict(card));
  return cards.toSorted((a, b) => place(a) - place(b));
}

const original = jpeg('tomato');
const packaged = jpeg('teal');
