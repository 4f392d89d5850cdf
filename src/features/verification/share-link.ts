import { z } from 'zod';

const SHARED = /(?:^|[^0-9a-z_-])share-([0-9a-f]{32})(?![0-9a-z_-])/i;

/** So much of a text is looked at: a link with a shared page is far shorter. */
const LONGEST = 4_096;

/**
 * What a shared link hands to the bot: names the card by its id, 122 random bits that only who saw its
 * verdict has, and not by its code, so that a shared page cannot become a label. At most 38 of the 64
 * characters of a deep link.
 *
 * @param cardId a UUID
 */
export function sharePayload(cardId: string): string {
  return `share-${cardId.replaceAll('-', '')}`;
}

/**
 * Finds the card that is shared by a payload or by a link in a text.
 *
 * @param text anything; more than its first 4,096 units is not looked at
 * @returns the card's id, a UUID; null: nothing is shared
 */
export function parseShare(text: string): string | null {
  const [, hex] = SHARED.exec(text.slice(0, LONGEST)) ?? [];
  const id = hex?.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const parsed = z.uuid().safeParse(id);
  return parsed.success ? parsed.data : null;
}
