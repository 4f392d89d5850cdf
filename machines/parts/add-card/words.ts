import { base } from '../../doors.ts';
import type { AdminContext } from '../../session/context.ts';
import type { StoredPhoto } from '../../session/nouns.ts';
import { changes, type Situation, withDelivery } from '../../session/setup.ts';
import { keep } from '../../session/slices.ts';
import { isEmpty, isUnfinished } from './door.ts';
import { photoNotice } from './photo-failures.ts';
import { DESCRIPTION_CHARACTERS, NAME_CHARACTERS, type WizardCard } from './slice.ts';

/**
 * Takes the context of a wizard state and returns its card; the wizard's order guarantees the parts
 * that a step reads. Throws where there is no card at all, which marks the snapshot as broken.
 */
export function requireCard({ kept }: Pick<AdminContext, 'kept'>): WizardCard {
  if (kept.addCard === null) throw new Error('the wizard has no card');
  return kept.addCard;
}

/** Changes the wizard's card; to be assigned. Throws where there is none. */
function changeCard(
  context: AdminContext,
  change: Partial<WizardCard>,
): Pick<AdminContext, 'kept'> {
  return keep('addCard', context, { ...requireCard(context), ...change });
}

const guards = {
  hasCard: ({ context }: Situation) => context.kept.addCard !== null,
  hasUnfinishedCard: ({ context }: Situation) => isUnfinished(context.kept.addCard),
  hasRegisteredCard: ({ context }: Situation) => context.kept.addCard?.registered === true,
  hasUnstoredPackaged: ({ context: { kept } }: Situation) =>
    kept.addCard?.registered === true && kept.addCard.incoming !== null,
  hasUnstoredOriginal: ({ context: { kept } }: Situation) =>
    kept.addCard?.registered === false && kept.addCard.incoming !== null,
  hasOriginal: ({ context }: Situation) => context.kept.addCard?.original != null,
  hasName: ({ context }: Situation) => context.kept.addCard?.name != null,
  lineIsCode: ({ event }: Situation) => event.type === 'TEXT' && event.isCode,
  captioned: ({ event }: Situation) => event.type === 'PHOTO' && event.captioned,
  lineEmpty: ({ event }: Situation) => event.type === 'TEXT' && event.lineCharacters === 0,
  lineTooLong: ({ event }: Situation) =>
    event.type === 'TEXT' && event.lineCharacters > NAME_CHARACTERS,
  textTooLong: ({ event }: Situation) =>
    event.type === 'TEXT' && event.textCharacters > DESCRIPTION_CHARACTERS,
  textEmpty: ({ event }: Situation) => event.type === 'TEXT' && event.textCharacters === 0,
  photoUseless: (_: Situation, { code }: { code: string }) => photoNotice(code) !== undefined,
};

const actions = {
  startCard: changes(({ context, event }) => {
    if (event.type !== 'ADD') return {};
    const { cardId: id, code } = event;
    const nothing = { incoming: null, original: null, name: null, description: null };
    return keep('addCard', context, { id, code, ...nothing, registered: false, packaged: false });
  }),
  dropCard: changes(({ context }) => keep('addCard', context, null)),
  dropEmptyCard: changes(({ context }) =>
    isEmpty(context.kept.addCard) ? keep('addCard', context, null) : {},
  ),
  takePhoto: changes(({ context, event }) =>
    event.type === 'PHOTO' ? changeCard(context, { incoming: event.photo }) : {},
  ),
  forgetPhoto: changes(({ context }) => changeCard(context, { incoming: null })),
  takeName: changes(({ context, event }) =>
    event.type === 'TEXT' ? changeCard(context, { name: event.line }) : {},
  ),
  takeDescription: changes(({ context, event }) =>
    event.type === 'TEXT' ? changeCard(context, { description: event.text }) : {},
  ),
  takeStored: changes(({ context }, { original }: { original: StoredPhoto }) =>
    changeCard(context, { incoming: null, original }),
  ),
  /** The draft is in the database, under its code: its QR code is sent. */
  noteRegistered: changes(({ context }, { code }: { code: string }) => ({
    ...changeCard(context, { code, registered: true }),
    deliveries: withDelivery(context, {
      kind: 'qr',
      key: `qr:${requireCard(context).id}`,
      code,
    }),
  })),
  notePackaged: changes(({ context }) => changeCard(context, { incoming: null, packaged: true })),
  takeNoDescription: changes(({ context }) =>
    changeCard(context, { description: requireCard(context).description ?? '' }),
  ),
};

/** The words of the wizard. */
export const words = { guards, actions };

/** The vocabulary of the wizard's states. */
export const own = base.extend(words);
