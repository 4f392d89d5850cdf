import type { AdminContext } from '../../session/context.ts';
import { whenCardChanged } from '../../session/failures.ts';
import type { PhotoFile, StoredPhoto } from '../../session/nouns.ts';
import { note, stillSaving } from '../../session/patterns.ts';
import { requireCard } from './words.ts';

/** The wizard's card with everything that its current step may rely on. */
interface ReadyCard {
  name: string;
  description: string;
  incoming: PhotoFile;
  original: StoredPhoto;
}

/** Returns `value`, or throws naming what is missing, which marks the snapshot as broken. */
export function present<K extends keyof ReadyCard>(
  what: K,
  value: ReadyCard[K] | null,
): ReadyCard[K] {
  if (value === null) throw new Error(`the wizard's card has no ${what}`);
  return value;
}

/** A step that asks for something: what the admin types or sends is meant for it. */
export const step = { tags: 'asks', exit: 'clear' } as const;

/** A step whose operation is under way. */
export const saving = { tags: ['asks', 'busy'], exit: 'clearSaving' } as const;

/** A step whose operation has failed. */
export const stepFailed = { tags: ['asks', 'failed'], exit: 'clear' } as const;

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

/** Nothing else but leaving is answered while something of the card is saved. */
export function savingUnless<L>(leaving: L) {
  return { ...stillSaving, CANCEL: leaving };
}

/** Begins another card, where the one before needs no more care; a draft stays in the list. */
export const newCard = [
  {
    guard: 'hasRegisteredCard',
    target: '#admin.addCard.originalPhoto',
    actions: ['startCard', { type: 'note', params: { code: 'draft_kept' } }],
  },
  { target: '#admin.addCard.originalPhoto', actions: 'startCard' },
] as const;

/** For a card whose photo may be kept: goes on without another one. */
export const originalKept = [
  { guard: 'hasOriginal', target: 'name', actions: 'forgetPhoto' },
  note('photo_needed'),
] as const;

/** Somebody else has finished the card meanwhile: what this wizard brought is dropped, and what the card is now is read. */
export const cardChanged = {
  guard: whenCardChanged,
  target: '#admin.openedCard.loading',
  actions: [
    {
      type: 'openCard',
      params: ({ context }: { context: AdminContext }) => ({ cardId: requireCard(context).id }),
    },
    'dropCard',
    'beginAgain',
    { type: 'note', params: { code: 'card_changed' } },
  ],
} as const;

/**
 * A photo that is wanted begins an operation at `target`; of an album only the first part does. Where a text
 * came with it, the next screen says that it was not kept.
 */
export function photoTaken<T extends string>(target: T) {
  return [
    { guard: 'albumTold' },
    { guard: 'albumKnown', actions: 'tellAlbum' },
    {
      guard: 'captioned',
      target,
      actions: [
        'rememberAlbum',
        'takePhoto',
        'begin',
        { type: 'note', params: { code: 'caption_dropped' } },
      ],
    },
    { target, actions: ['rememberAlbum', 'takePhoto', 'begin'] },
  ] as const;
}

/** A text where a name is due: what cannot be one is told, what may be a mistake is asked about, the rest is taken. */
export const nameTyped = [
  { guard: 'lineEmpty', ...note('name_empty') },
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
