import type { Pictures } from '../../photos/pictures.ts';
import { type TakePhotoDependencies, takePhoto } from '../../photos/take-photo.ts';
import type { Operations } from '../../session/operation.ts';
import { activateCard, registerCard } from './register-card.ts';

export interface AddCardDependencies extends TakePhotoDependencies {
  /** The bot whose file ids the photos carry. */
  readonly botId: number;
  readonly pictures: Pick<Pictures, 'drawFor'>;
}

type AddCardOperations = Pick<
  Operations,
  'storeOriginal' | 'registerCard' | 'storePackaged' | 'activateCard'
>;

/** Builds the effects of the wizard over a photo store, an image normaliser and a source of files. */
export function createAddCardOperations(dependencies: AddCardDependencies): AddCardOperations {
  const { botId, pictures } = dependencies;
  return {
    storeOriginal: async ({ cardId, photo }, { signal }) => {
      const stored = await takePhoto(dependencies, { cardId, slot: 'original', photo }, signal);
      return async () => stored;
    },
    registerCard:
      async (card, { adminId }) =>
      (em) =>
        registerCard(em, card, { adminId, botId }),
    storePackaged: async ({ cardId, photo }, { adminId, operation, signal }) => {
      const packaged = await takePhoto(dependencies, { cardId, slot: 'packaged', photo }, signal);
      const picture = await pictures.drawFor({ cardId, packagedKey: packaged.key }, signal);
      return async (em) => {
        await activateCard(em, { cardId, packaged, picture, operation }, { adminId, botId });
        return null;
      };
    },
    activateCard:
      async ({ cardId }, { adminId, operation }) =>
      async (em) => {
        await activateCard(em, { cardId, packaged: null, operation }, { adminId, botId });
        return null;
      },
  };
}
