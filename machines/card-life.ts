import { z } from 'zod';

/**
 * What a card is: a draft until it is finished, then active; under review, lost or stolen, or taken out
 * of circulation for good when somebody says so, and active again when they take it back.
 */
export const cardStatus = z.enum(['draft', 'active', 'suspended', 'stolen', 'retired']);

export type CardStatus = z.infer<typeof cardStatus>;

/** What becomes of a card, and what that needs. */
export interface Move {
  readonly from: readonly CardStatus[];
  readonly to: CardStatus;
  /** Whether it is asked why. */
  readonly needsReason: boolean;
  /** Whether it is asked once more before it is done. */
  readonly needsConfirmation: boolean;
}

/** The life of a card: every change of its status that there is. Undoing one is a change of its own. */
const MOVES = {
  /** By the wizard, with the packaged photo. */
  finish: { from: ['draft'], to: 'active', needsReason: false, needsConfirmation: false },
  activate: {
    from: ['suspended', 'stolen', 'retired'],
    to: 'active',
    needsReason: false,
    needsConfirmation: false,
  },
  suspend: { from: ['active'], to: 'suspended', needsReason: true, needsConfirmation: false },
  markStolen: {
    from: ['active', 'suspended', 'retired'],
    to: 'stolen',
    needsReason: true,
    needsConfirmation: true,
  },
  retire: {
    from: ['active', 'suspended', 'stolen'],
    to: 'retired',
    needsReason: true,
    needsConfirmation: true,
  },
} as const satisfies Record<string, Move>;

/** What an admin can make of a card that is no draft, in the order in which it is offered. */
export const cardMove = z.enum(['activate', 'suspend', 'markStolen', 'retire']);

export type CardMove = z.infer<typeof cardMove>;

/** So many characters, as a person counts them, has a reason. */
export const REASON_CHARACTERS = { least: 3, most: 200 };

/** What a move is: from where, to what, and what it needs. */
export function moveOf(name: CardMove | 'finish'): Move {
  return MOVES[name];
}

/** Whether a card of this status can be changed so. */
export function canMove(status: CardStatus, name: CardMove): boolean {
  return moveOf(name).from.includes(status);
}

/** What can be made of a card of this status. */
export function movesFrom(status: CardStatus): CardMove[] {
  return cardMove.options.filter((name) => canMove(status, name));
}
