import { assign, type ParameterizedObject, setup } from 'xstate';
import { albumOf, rememberedAlbums } from './albums.ts';
import type { AdminContext, Delivery, NoticeCode } from './context.ts';
import type { AdminEvent } from './events.ts';
import type { OperationLogic } from './operations.ts';

const MOST_DELIVERIES = 4;

/** Adds something to be sent once; the last few are remembered, so that leaving the state does not lose one that was not sent yet. */
export function withDelivery(
  { deliveries }: Pick<AdminContext, 'deliveries'>,
  delivery: Delivery,
): Delivery[] {
  return [...deliveries, delivery].slice(-MOST_DELIVERIES);
}

/** The vocabulary that every part has: types, guards and actions. Actions only assign; every effect is an operation. */
export const session = setup({
  types: {
    context: {} as AdminContext,
    events: {} as AdminEvent,
    /**
     * `asks`: what an admin types or sends is meant for this state. `lasting`: what the screen says
     * stays in the chat when the session goes on.
     */
    tags: {} as 'asks' | 'busy' | 'failed' | 'lasting',
  },
  // The machine is given them when all parts are there, see `admin-session.ts`.
  actors: {} as OperationLogic,
  guards: {
    albumTold: ({ context, event }) =>
      context.albums.some((album) => album.id === albumOf(event) && album.told),
    albumKnown: ({ context, event }) => context.albums.some((album) => album.id === albumOf(event)),
    isOfAdmin: ({ event }) => 'id' in event,
    cardChanged: (_, { code }: { code: string }) => code === 'card_changed',
    cardGone: (_, { code }: { code: string }) => code === 'card_gone',
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
    fail: assign({ failure: (_, params: { code: string }) => params.code }),
    leavePart: assign({ slice: null }),
    comeHome: assign({ slice: null, trail: [] }),
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
    sendQr: assign({
      deliveries: ({ context }, { key, code }: { key: string; code: string }) =>
        withDelivery(context, { kind: 'qr', key: `qr:${key}`, code }),
    }),
  },
});

/** What a guard or an action of a part is asked with. */
export interface Situation {
  context: AdminContext;
  event: AdminEvent;
}

/** Makes an action that changes the context: a word of a part, whose params are typed by the function. */
export function changes<P extends ParameterizedObject['params'] | undefined = undefined>(
  change: (situation: Situation, params: P) => Partial<AdminContext>,
) {
  return assign<AdminContext, AdminEvent, P, AdminEvent, never>(change);
}
