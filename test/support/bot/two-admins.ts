import { expect } from 'vitest';
import { sliceOf } from '../../../machines/session/slices.ts';
import { restoreSnapshot } from '../../../machines/snapshot.ts';
import { statePath } from '../../../machines/state-path.ts';
import { operate } from '../../../src/session/operate.ts';
import { jpeg } from '../data/pictures.ts';
import {
  type Action,
  addCard,
  createSessionStage,
  noSignal,
  PHOTO_FILE,
  photo,
  type SessionStage,
  text,
} from '../session/session-stage.ts';

/** The file of the second admin's photo, which is another picture. */
const OTHER_FILE = 'other-file';

/** Two admins of one shop, who do not see each other's screens. */
export interface TwoAdmins {
  readonly stage: SessionStage;
  readonly first: number;
  readonly second: number;
  /** The first admin registers a card; both have its draft before them at its last step. */
  sharedDraft(): Promise<string>;
  /** The first admin registers a card and finishes it; both have it opened. */
  sharedCard(): Promise<string>;
  /** What an admin's photo of the packaged card is; each has another one. */
  packaged(adminId: number): Action;
  sendPackaged(adminId: number): Promise<void>;
  /** The card's status, and by which of the admins' packaged photos it is proved: null, there is none. */
  cardNow(id: string): Promise<{ status: string; packagedBy: number | null }>;
  /** What the admin's newest screen is, in few words: the state, the notice and, of a card, its status. */
  seen(adminId: number): Promise<string>;
  /** Does the operations that both sessions wait for at the same moment. */
  operateBoth(): Promise<void>;
  close(): Promise<void>;
}

/** Sets the stage for them. */
export async function createTwoAdmins(): Promise<TwoAdmins> {
  const stage = await createSessionStage();
  stage.files.held.set(OTHER_FILE, await jpeg('navy', { width: 90, height: 120 }));
  const [first, second] = [stage.newAdmin(), stage.newAdmin()];
  const fileOf = (adminId: number) => (adminId === first ? PHOTO_FILE : OTHER_FILE);

  const both = async (...actions: Action[]) => {
    for (const admin of [first, second]) await stage.go(admin, ...actions);
  };
  const register = async () => {
    const card = addCard();
    await both({ type: 'CANCEL' });
    await stage.go(first, card, photo(), text('Dragon'), text('First edition'));
    return card.cardId;
  };
  return {
    stage,
    first,
    second,
    async sharedDraft() {
      const id = await register();
      await stage.go(second, { type: 'OPEN', cardId: id }, { type: 'CONTINUE' });
      return id;
    },
    async sharedCard() {
      const id = await register();
      await stage.go(first, photo(fileOf(first)));
      await both({ type: 'OPEN', cardId: id });
      return id;
    },
    packaged: (adminId) => photo(fileOf(adminId)),
    sendPackaged: (adminId) => stage.go(adminId, photo(fileOf(adminId))),
    async cardNow(id) {
      const [card] = await stage.rows<{ status: string; file: string | null }>(
        `select status, (select file_id from photo where card_id = card.id and slot = 'packaged') as file
         from card where id = ?`,
        [id],
      );
      const packagedBy = [first, second].find((admin) => fileOf(admin) === card?.file) ?? null;
      return { status: card?.status ?? 'gone', packagedBy };
    },
    async seen(adminId) {
      const { version, snapshot } = await stage.row(adminId);
      const restored = restoreSnapshot(version, snapshot);
      if (restored.type !== 'restored') return restored.type;
      const { context } = restored.snapshot;
      const { notice } = context;
      const state = statePath(restored.snapshot);
      const status = sliceOf('openedCard', context)?.card?.status;
      return [state, notice?.code, status].filter(Boolean).join(', ');
    },
    async operateBoth() {
      const keys = await Promise.all([first, second].map((admin) => stage.key(admin)));
      await Promise.all(keys.map((key) => operate(stage.session, key, noSignal)));
      for (const admin of [first, second]) {
        await stage.operateAll(admin);
        await stage.show(admin);
      }
      expect(await stage.rows('select 1 from admin_session where child is not null')).toEqual([]);
    },
    close: () => stage.close(),
  };
}
