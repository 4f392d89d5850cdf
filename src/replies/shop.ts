import type { Translator } from '../locales/translator.ts';
import type { MessageButton } from '../screens/message.ts';

/** Who vouches for the cards; null: the operator does not say. */
export interface Shop {
  readonly name: string | null;
  /** An https address at which the shop can be asked. */
  readonly contact: string | null;
}

/** The row with the button that leads to the shop; no row where it has no address. */
export function shopButtons({ contact }: Shop, { plain }: Translator): MessageButton[][] {
  return contact === null ? [] : [[{ label: plain('shop-button'), url: contact }]];
}
