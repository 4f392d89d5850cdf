import { changes, withDelivery } from '../../session/setup.ts';
import { keep } from '../../session/slices.ts';
import type { WizardCard } from './slice.ts';

/** A draft to go on with: what is in the database of it. */
export type Draft = Pick<WizardCard, 'id' | 'code'> & { name: string; description: string };

/** The ways into the wizard with a card that is there already, and out of it. */
export const addCardDoors = {
  /** Goes on with a draft, whose QR code is sent once more; a card that would be lost to it comes first. */
  continueDraft: changes(({ context, event }, { draft }: { draft: Draft }) => {
    if (isUnfinished(context.kept.addCard)) return { notice: { code: 'wizard_running' } };
    const { id, code, name, description } = draft;
    const card = { id, code, incoming: null, original: null, name, description };
    return {
      ...keep('addCard', context, { ...card, registered: true, packaged: false }),
      deliveries: withDelivery(context, { kind: 'qr', key: `qr:${event.id}`, code }),
    };
  }),
  /** Drops the card where it is this one: it is gone. */
  forgetCard: changes(({ context }, { cardId }: { cardId: string }) =>
    context.kept.addCard?.id === cardId ? keep('addCard', context, null) : {},
  ),
};

/** Whether nothing was sent for this card yet, so that nothing is lost with it. */
export function isEmpty(card: WizardCard | null): boolean {
  return card !== null && card.original === null && card.incoming === null && !card.registered;
}

/** Whether something was sent for this card, and it is not registered yet: the only one that can be lost. */
export function isUnfinished(card: WizardCard | null): boolean {
  return card !== null && !card.registered && !isEmpty(card);
}
