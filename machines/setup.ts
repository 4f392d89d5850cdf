import { assign, setup } from 'xstate';
import { requireCard } from './add-card-parts.ts';
import {
  type AdminContext,
  type CardView,
  type Delivery,
  emptyContext,
  type NoticeCode,
  type WizardCard,
} from './context.ts';
import { type AdminEvent, DESCRIPTION_CHARACTERS, NAME_CHARACTERS } from './events.ts';
import { photoNotice } from './failures.ts';
import { operationLogic } from './operations.ts';

const MOST_ALBUMS = 8;
const MOST_DELIVERIES = 4;

/** The key of an album. Its parts that are no photos have a key of their own, so that a video does not keep a photo of the same album from being taken. */
function albumOf(event: AdminEvent): string | null {
  if (event.type === 'PHOTO') return event.album;
  return event.type === 'UNEXPECTED' && event.album !== null ? `other ${event.album}` : null;
}

function rememberedAlbums(context: AdminContext, event: AdminEvent, told: boolean) {
  const id = albumOf(event);
  if (id === null) return context.albums;
  const others = context.albums.filter((album) => album.id !== id);
  return [...others, { id, told }].slice(-MOST_ALBUMS);
}

function withCard(context: AdminContext, change: Partial<WizardCard>): { card: WizardCard | null } {
  return { card: context.card === null ? null : { ...context.card, ...change } };
}

/** Adds something to be sent once; the last few are remembered, so that leaving the state does not lose one that was not sent yet. */
export function withDelivery(context: AdminContext, delivery: Delivery): Delivery[] {
  return [...context.deliveries, delivery].slice(-MOST_DELIVERIES);
}

/** Has the QR code of a card sent, each time that it is asked for. */
function withQr(
  context: AdminContext,
  card: { code: string } | null,
  event: AdminEvent,
): Pick<AdminContext, 'deliveries'> {
  if (card === null) return { deliveries: context.deliveries };
  const delivery: Delivery = { kind: 'qr', key: `qr:${event.id}`, code: card.code };
  return { deliveries: withDelivery(context, delivery) };
}

/** Whether nothing was sent for this card yet, so that nothing is lost with it. */
function isEmptyCard(card: WizardCard | null): boolean {
  return card !== null && card.original === null && card.incoming === null && !card.registered;
}

/** The vocabulary of the admin session: its types, operations, guards and actions. Its actions only assign; every effect is an operation. */
export const adminSetup = setup({
  types: {
    context: {} as AdminContext,
    events: {} as AdminEvent,
    /** `lasting`: what the screen says stays in the chat when the session goes on. */
    tags: {} as 'busy' | 'wizard' | 'failed' | 'lasting',
  },
  actors: operationLogic,
  guards: {
    albumTold: ({ context, event }) =>
      context.albums.some((album) => album.id === albumOf(event) && album.told),
    albumKnown: ({ context, event }) => context.albums.some((album) => album.id === albumOf(event)),
    hasCard: ({ context }) => context.card !== null,
    hasUnfinishedCard: ({ context }) =>
      context.card !== null && !context.card.registered && !isEmptyCard(context.card),
    hasRegisteredCard: ({ context }) => context.card?.registered === true,
    hasUnstoredPackaged: ({ context }) =>
      context.card?.registered === true && context.card.incoming !== null,
    hasUnstoredOriginal: ({ context }) =>
      context.card?.registered === false && context.card.incoming !== null,
    hasOriginal: ({ context }) => context.card !== null && context.card.original !== null,
    hasName: ({ context }) => context.card !== null && context.card.name !== null,
    lineIsCode: ({ event }) => event.type === 'TEXT' && event.isCode,
    captioned: ({ event }) => event.type === 'PHOTO' && event.captioned,
    lineEmpty: ({ event }) => event.type === 'TEXT' && event.lineCharacters === 0,
    lineTooLong: ({ event }) => event.type === 'TEXT' && event.lineCharacters > NAME_CHARACTERS,
    textTooLong: ({ event }) =>
      event.type === 'TEXT' && event.textCharacters > DESCRIPTION_CHARACTERS,
    textEmpty: ({ event }) => event.type === 'TEXT' && event.textCharacters === 0,
    hasOlder: ({ context }) => context.list !== null && context.list.older !== null,
    hasNewer: ({ context }) => context.list !== null && context.list.newer !== null,
    openedDraft: ({ context }) => context.opened?.status === 'draft',
    openedActive: ({ context }) => context.opened?.status === 'active',
    openedDeactivated: ({ context }) => context.opened?.status === 'deactivated',
    cardFound: (_, { card }: { card: CardView | null }) => card !== null,
    cardChanged: (_, { code }: { code: string }) => code === 'card_changed',
    cardGone: (_, { code }: { code: string }) => code === 'card_gone',
    draftDiscarded: (_, { discarded }: { discarded: boolean }) => discarded,
    photoUseless: (_, { code }: { code: string }) => photoNotice(code) !== undefined,
  },
  actions: {
    note: assign({
      notice: (_, params: { code: NoticeCode; count?: number }) => params,
    }),
    clear: assign({ notice: null, failure: null }),
    clearSaving: assign(({ context }) => ({
      notice: context.notice?.code === 'still_saving' ? null : context.notice,
    })),
    begin: assign({ operation: ({ event }) => ({ id: event.id, attempt: 1 }) }),
    beginAgain: assign({
      operation: ({ context, event }) => ({
        id: context.operation?.id ?? event.id,
        attempt: (context.operation?.attempt ?? 0) + 1,
      }),
    }),
    rememberAlbum: assign({
      albums: ({ context, event }) => rememberedAlbums(context, event, false),
    }),
    rememberRefusedAlbum: assign({
      albums: ({ context, event }) => rememberedAlbums(context, event, true),
    }),
    tellAlbum: assign({
      albums: ({ context, event }) => rememberedAlbums(context, event, true),
      notice: { code: 'album_first_taken' as const },
    }),
    tellNoMoreOfAlbums: assign({
      albums: ({ context }) => context.albums.map((album) => ({ ...album, told: true })),
    }),
    startCard: assign(({ context, event }) =>
      event.type !== 'ADD'
        ? {}
        : {
            ...emptyContext(),
            notice: context.notice,
            albums: context.albums,
            deliveries: context.deliveries,
            card: {
              id: event.cardId,
              code: event.code,
              incoming: null,
              original: null,
              name: null,
              description: null,
              registered: false,
              packaged: false,
            },
          },
    ),
    dropCard: assign({ card: null }),
    dropEmptyCard: assign(({ context }) => (isEmptyCard(context.card) ? { card: null } : {})),
    takePhoto: assign(({ context, event }) =>
      event.type === 'PHOTO' ? withCard(context, { incoming: event.photo }) : {},
    ),
    forgetPhoto: assign(({ context }) => withCard(context, { incoming: null })),
    takeName: assign(({ context, event }) =>
      event.type === 'TEXT' ? withCard(context, { name: event.line }) : {},
    ),
    takeDescription: assign(({ context, event }) =>
      event.type === 'TEXT' ? withCard(context, { description: event.text }) : {},
    ),
    takeNoDescription: assign(({ context }) =>
      withCard(context, { description: context.card?.description ?? '' }),
    ),
    continueDraft: assign(({ context, event }) => {
      const opened = context.opened;
      if (opened === null) return {};
      return {
        card: {
          id: opened.id,
          code: opened.code,
          incoming: null,
          original: null,
          name: opened.name,
          description: opened.description,
          registered: true,
          packaged: false,
        },
        deliveries: withDelivery(context, { kind: 'qr', key: `qr:${event.id}`, code: opened.code }),
      };
    }),
    deliverCardQr: assign(({ context, event }) => withQr(context, context.card, event)),
    deliverOpenedQr: assign(({ context, event }) => withQr(context, context.opened, event)),
    openCard: assign({
      openedId: ({ context, event }) => (event.type === 'OPEN' ? event.cardId : context.openedId),
      opened: null,
    }),
    openWizardCard: assign(({ context }) => ({
      openedId: requireCard(context).id,
      opened: null,
      card: null,
    })),
    forgetOpened: assign(({ context }) => ({
      openedId: null,
      opened: null,
      card: context.card?.id === context.openedId ? null : context.card,
    })),
    firstPage: assign({ page: { from: 'newest' as const } }),
    olderPage: assign(({ context }) => {
      const cursor = context.list?.older;
      return cursor ? { page: { from: 'older' as const, cursor } } : {};
    }),
    newerPage: assign(({ context }) => {
      const cursor = context.list?.newer;
      return cursor ? { page: { from: 'newer' as const, cursor } } : {};
    }),
    fail: assign({ failure: (_, params: { code: string }) => params.code }),
  },
});
