import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import type { CardStatus } from '../../machines/card-life.ts';
import type { WizardCard } from '../../machines/parts/add-card/slice.ts';
import type { CardView } from '../../machines/parts/opened-card/slice.ts';
import type { AdminContext, NoticeCode } from '../../machines/session/context.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { OperationName } from '../../machines/session/operations.ts';
import { sliceOf } from '../../machines/session/slices.ts';
import { type AdminSnapshot, activeOperation, freshSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { doneEvent, failedEvent, SENT_PHOTO, STORED_PHOTO, textOf, viewOf } from './cases.ts';
import { restored } from './graph.ts';

type Simple = Exclude<AdminEvent['type'], 'ADD' | 'OPEN' | 'PHOTO' | 'TEXT' | 'UNEXPECTED'>;

/** An admin on a session without effects: what they do goes into the machine, and what the operations come to is said by the test. */
export interface Admin {
  readonly at: StatePath;
  readonly notice: NoticeCode | null;
  readonly context: AdminContext;
  /** The card in the wizard. */
  readonly card: WizardCard | null;
  /** The card that is opened, once it was read. */
  readonly opened: CardView | null;
  /** The operation that the session waits for. */
  readonly operation: { readonly name: OperationName | null; readonly input: unknown } & Partial<
    NonNullable<AdminContext['operation']>
  >;
  /** What is sent once, oldest first. */
  readonly sent: readonly string[];
  does(type: Simple): void;
  adds(cardId?: string): void;
  opens(cardId: string): void;
  /** `line` is the text as one line, where it differs. */
  types(text: string, line?: string): void;
  /** Types a verification code or a link. */
  typesCode(text: string): void;
  sendsPhoto(album?: string | null): void;
  /** Sends a photo with a text below it. */
  sendsCaptioned(album?: string | null): void;
  /** Something that is neither text nor photo, such as a sticker or a video. */
  sendsOther(album?: string): void;
  takes(event: AdminEvent): void;
  /** The operation comes to `output`. */
  done(output: unknown): void;
  failed(code: unknown): void;
}

const aPhoto = { type: 'PHOTO', photo: SENT_PHOTO };

/** Begins at home. Between any two events the session goes to the database and back, as it does in the bot. */
export function createAdmin(): Admin {
  let snapshot: AdminSnapshot = freshSnapshot();
  let events = 0;
  const take = (event: AdminEvent) => {
    [snapshot] = transition(adminMachine, restored(snapshot), event);
  };
  const act = (action: object) => {
    events += 1;
    take({ id: `event ${events}`, ...action } as AdminEvent);
  };
  const waiting = (): OperationName => {
    const name = activeOperation(snapshot);
    if (name === null) throw new Error(`${statePath(snapshot)} waits for no operation`);
    return name;
  };
  return {
    get at() {
      return statePath(snapshot);
    },
    get notice() {
      return snapshot.context.notice?.code ?? null;
    },
    get context() {
      return snapshot.context;
    },
    get card() {
      return snapshot.context.kept.addCard;
    },
    get opened() {
      return sliceOf('openedCard', snapshot.context)?.card ?? null;
    },
    get operation() {
      const name = activeOperation(snapshot);
      const child = name === null ? null : snapshot.children[name]?.getSnapshot();
      return { name, input: child?.input, ...snapshot.context.operation };
    },
    get sent() {
      return snapshot.context.deliveries.map((delivery) =>
        delivery.kind === 'qr' ? `qr ${delivery.code}` : `photos ${delivery.cardId}`,
      );
    },
    does: (type) => act({ type }),
    adds: (cardId = NEW_CARD) => act({ type: 'ADD', cardId, code: NEW_CODE }),
    opens: (cardId) => act({ type: 'OPEN', cardId }),
    types: (text, line = text) => act({ ...textOf(text), line }),
    typesCode: (text) => act(textOf(text, true)),
    sendsPhoto: (album = null) => act({ ...aPhoto, album, captioned: false }),
    sendsCaptioned: (album = null) => act({ ...aPhoto, album, captioned: true }),
    sendsOther: (album) => act({ type: 'UNEXPECTED', album: album ?? null }),
    takes: take,
    done: (output) => take(doneEvent(waiting(), output)),
    failed: (code) => take(failedEvent(waiting(), code)),
  };
}

export const NEW_CARD = '00000000-0000-4000-8000-0000000000aa';
export const NEW_CODE = 'NEWCODENEWCO';
/** The code under which the card was registered: it may differ from the one that was asked for. */
export const GIVEN_CODE = 'GIVENCODEGIV';

/** In the wizard, before anything was sent. */
export function atOriginalPhoto(): Admin {
  const admin = createAdmin();
  admin.adds();
  return admin;
}

/** With the original photo stored. */
export function atName(): Admin {
  const admin = atOriginalPhoto();
  admin.sendsPhoto();
  admin.done(STORED_PHOTO);
  return admin;
}

export function atDescription(): Admin {
  const admin = atName();
  admin.types('Dragon');
  return admin;
}

/** With the draft in the database. */
export function atPackagedPhoto(): Admin {
  const admin = atDescription();
  admin.types('First edition');
  admin.done({ code: GIVEN_CODE });
  return admin;
}

export const LISTED_CARD = '00000000-0000-4000-8000-0000000000bb';

/** With one card of the list opened. */
export function atOpenedCard(status: CardStatus, id = LISTED_CARD): Admin {
  const admin = createAdmin();
  openCard(admin, status, id);
  return admin;
}

/** What a change of the listed card comes to. */
export function changed(status: CardStatus) {
  return { type: 'changed', card: viewOf(LISTED_CARD, status) };
}

/** Opens a card from wherever the admin is. */
export function openCard(admin: Admin, status: CardStatus, id = LISTED_CARD): void {
  admin.does('CARDS');
  admin.done(EMPTY_PAGE);
  admin.opens(id);
  admin.done(viewOf(id, status));
}

/** Says that an active card that is opened is under review, and why. */
export function suspend(admin: Admin): void {
  admin.does('SUSPEND');
  admin.types('Returned');
}

export const EMPTY_PAGE = { items: [], newer: null, older: null };
