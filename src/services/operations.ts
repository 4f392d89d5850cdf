import { listCards } from './card-list.ts';
import { discardDraft, loadCard, setCardStatus } from './opened-card.ts';
import type { Operations } from './operation.ts';
import type { Pictures } from './pictures.ts';
import { activateCard, registerCard } from './register-card.ts';
import { loadStatistics } from './statistics.ts';
import { type TakePhotoDependencies, takePhoto } from './take-photo.ts';

export interface OperationDependencies extends TakePhotoDependencies {
  /** The bot whose file ids the photos carry. */
  readonly botId: number;
  readonly pictures: Pick<Pictures, 'drawFor'>;
}

/** Builds the effects of the admin session over a photo store, an image normaliser and a source of files. */
export function createOperations(dependencies: OperationDependencies): Operations {
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
    storePackaged: async ({ cardId, photo }, { operation, signal }) => {
      const packaged = await takePhoto(dependencies, { cardId, slot: 'packaged', photo }, signal);
      const picture = await pictures.drawFor({ cardId, packagedKey: packaged.key }, signal);
      return async (em) => {
        await activateCard(em, { cardId, packaged, picture, operation }, botId);
        return null;
      };
    },
    activateCard:
      async ({ cardId }, { operation }) =>
      async (em) => {
        await activateCard(em, { cardId, packaged: null, operation }, botId);
        return null;
      },
    listCards:
      async ({ page }) =>
      (em) =>
        listCards(em, page),
    loadCard:
      async ({ cardId }) =>
      (em) =>
        loadCard(em, cardId),
    setStatus: async (change) => (em) => setCardStatus(em, change),
    discardDraft:
      async ({ cardId }) =>
      (em) =>
        discardDraft(em, cardId),
    loadStatistics: async () => (em) => loadStatistics(em),
  };
}
