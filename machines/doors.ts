import { addCardDoors } from './parts/add-card/door.ts';
import { cardsDoors } from './parts/cards/door.ts';
import { openedCardDoors } from './parts/opened-card/door.ts';
import { session } from './session/setup.ts';

/**
 * What every part may say: the words of the session, and the doors by which one part leads to another.
 * A door takes what the other part needs; no part looks into another one.
 */
export const base = session.extend({
  actions: { ...addCardDoors, ...cardsDoors, ...openedCardDoors },
});
