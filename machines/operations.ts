import { fromPromise } from 'xstate';
import type {
  CardPage,
  CardView,
  PageRequest,
  PhotoFile,
  Statistics,
  StoredPhoto,
} from './context.ts';

/** What the effect of each operation takes and gives, by the name that the machine invokes it with. */
export interface OperationTypes {
  storeOriginal: { input: { cardId: string; photo: PhotoFile }; output: StoredPhoto };
  registerCard: {
    input: {
      cardId: string;
      code: string;
      name: string;
      description: string;
      original: StoredPhoto;
    };
    output: { code: string };
  };
  storePackaged: { input: { cardId: string; photo: PhotoFile }; output: null };
  activateCard: { input: { cardId: string }; output: null };
  listCards: { input: { page: PageRequest }; output: CardPage };
  loadCard: { input: { cardId: string }; output: CardView | null };
  setStatus: {
    input: { cardId: string; status: 'active' | 'deactivated' };
    output: CardView | null;
  };
  discardDraft: { input: { cardId: string }; output: { discarded: boolean } };
  loadStatistics: { input: null; output: Statistics };
}

export type OperationName = keyof OperationTypes;

/** How an operation fails, as its error event carries it: plain JSON, since an `Error` becomes `{}` when it is stored. */
export interface OperationFailure {
  code: string;
}

function declared<N extends OperationName>(name: N) {
  return fromPromise<OperationTypes[N]['output'], OperationTypes[N]['input']>(() =>
    Promise.reject(new Error(`operation ${name} runs in a job, not inside the machine`)),
  );
}

/**
 * The operations as the machine knows them: names and types without effects. The session runs the
 * effects in jobs and feeds what comes of them; an actor that was started by mistake says so.
 */
export const operationLogic = {
  storeOriginal: declared('storeOriginal'),
  registerCard: declared('registerCard'),
  storePackaged: declared('storePackaged'),
  activateCard: declared('activateCard'),
  listCards: declared('listCards'),
  loadCard: declared('loadCard'),
  setStatus: declared('setStatus'),
  discardDraft: declared('discardDraft'),
  loadStatistics: declared('loadStatistics'),
};

/** The names of all operations, at least one. */
export const OPERATION_NAMES = Object.keys(operationLogic) as [OperationName, ...OperationName[]];
