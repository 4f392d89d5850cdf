import type { AdminContext, PhotoFile, StoredPhoto } from './context.ts';
import { whenCardChanged } from './failures.ts';

/** The wizard's card with everything that its current step may rely on. */
interface ReadyCard {
  id: string;
  code: string;
  name: string;
  description: string;
  incoming: PhotoFile;
  original: StoredPhoto;
}

/**
 * Takes the context of a wizard state and returns its card; the wizard's order guarantees the parts
 * that a step reads. Throws where there is no card at all, which marks the snapshot as broken.
 */
export function requireCard(context: AdminContext) {
  if (context.card === null) throw new Error('the wizard has no card');
  return context.card;
}

/** Returns `value`, or throws naming what is missing, which marks the snapshot as broken. */
export function present<K extends keyof ReadyCard>(
  what: K,
  value: ReadyCard[K] | null,
): ReadyCard[K] {
  if (value === null) throw new Error(`the wizard's card has no ${what}`);
  return value;
}

/** Leaving before anything was registered: the card is dropped and home says so. */
export const cancelled = {
  target: '#admin.home',
  actions: ['dropCard', { type: 'note', params: { code: 'cancelled' } }],
} as const;

/** Leaving after the draft was registered: it stays in the list, and home says so. */
export const finishLater = {
  target: '#admin.home',
  actions: ['dropCard', { type: 'note', params: { code: 'draft_kept' } }],
} as const;

export const photoWanted = { actions: { type: 'note', params: { code: 'photo_wanted' } } } as const;
export const textWanted = { actions: { type: 'note', params: { code: 'text_wanted' } } } as const;

/** For a card whose photo may be kept: goes on without another one. */
export const originalKept = [
  { guard: 'hasOriginal', target: 'name', actions: 'forgetPhoto' },
  { actions: { type: 'note', params: { code: 'photo_needed' } } },
] as const;

/** Somebody else has finished the card meanwhile: what this wizard brought is dropped, and what the card is now is read. */
export const cardChanged = {
  guard: whenCardChanged,
  target: '#admin.openedCard.loading',
  actions: ['openWizardCard', 'beginAgain', { type: 'note', params: { code: 'card_changed' } }],
} as const;

/** A text where a name is due: what cannot be one is told, what may be a mistake is asked about, the rest is taken. */
export const nameTyped = [
  { guard: 'lineEmpty', actions: { type: 'note', params: { code: 'name_empty' } } },
  {
    guard: 'lineTooLong',
    actions: {
      type: 'note',
      params: ({ event }: { event: { lineCharacters: number } }) => ({
        code: 'name_too_long' as const,
        count: event.lineCharacters,
      }),
    },
  },
  { guard: 'lineIsCode', target: 'nameQuestion', actions: 'takeName' },
  { target: 'description', actions: 'takeName' },
] as const;
