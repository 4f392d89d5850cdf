import { z } from 'zod';
import { type PhotoFile, photoFile, type StoredPhoto, storedPhoto } from '../../session/nouns.ts';

/** Limits of the texts of a card, in characters as a person counts them. */
export const NAME_CHARACTERS = 255;
export const DESCRIPTION_CHARACTERS = 2000;

/** The card that the wizard is making; `registered` is true from the moment its draft is in the database. */
export const wizardCard = z.strictObject({
  id: z.uuid(),
  code: z.string().min(1).max(64),
  incoming: photoFile.nullable(),
  original: storedPhoto.nullable(),
  name: z.string().min(1).max(4096).nullable(),
  description: z.string().max(4096).nullable(),
  registered: z.boolean(),
  packaged: z.boolean(),
});

export const ADD_CARD_EVENTS = ['ADD', 'RESUME'] as const;

export const ADD_CARD_NOTICES = [
  'cancelled',
  'caption_dropped',
  'description_too_long',
  'draft_kept',
  'image_broken',
  'image_format',
  'image_heif',
  'image_ratio',
  'image_too_large',
  'image_too_small',
  'name_empty',
  'name_needed',
  'name_too_long',
  'no_way_back',
  'photo_file_gone',
  'photo_needed',
  'wizard_running',
] as const;

export type WizardCard = z.infer<typeof wizardCard>;

declare module '../../session/registry.ts' {
  interface KeptSlices {
    addCard: WizardCard;
  }
  interface EventData {
    /** The id and the code of the card to come. */
    ADD: { cardId: string; code: string };
    RESUME: object;
  }
  interface Notices extends Record<(typeof ADD_CARD_NOTICES)[number], true> {}
  interface OperationTypes {
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
  }
}
