import { createHash } from 'node:crypto';
import { type CardStatus, moveOf } from '../../machines/card-life.ts';
import type { CardChange } from '../../machines/parts/opened-card/slice.ts';
import type { OperationName } from '../../machines/session/operations.ts';
import { requireSlice, sliceOf } from '../../machines/session/slices.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { createCode } from '../../src/codes/verification-code.ts';
import type { Database } from '../../src/database/database.ts';
import { activateCard } from '../../src/features/add-card/register-card.ts';
import { changeCard } from '../../src/features/cards/opened-card.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { OutcomeOf } from '../machines/cases.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Step } from './path.ts';
import type { PhotoTrouble } from './photo-trouble.ts';
import type { RefusedResults } from './refused-results.ts';

/** What surrounds a real operation, so that it comes to what a path says. */
export interface World {
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly trouble: PhotoTrouble;
  readonly results: RefusedResults;
  /** A picture as the photo store takes it. */
  readonly picture: Buffer;
  /** Has the photo that the admin sent last be a broken one. */
  breakPicture(adminId: number): Promise<void>;
}

interface Scene {
  readonly world: World;
  readonly adminId: number;
  readonly snapshot: AdminSnapshot;
}

const ANOTHER_ADMIN = 4;

/** The card that is opened. */
function openedId({ context }: AdminSnapshot): string {
  return requireSlice('openedCard', context).cardId;
}

type Arrange = (scene: Scene) => Promise<unknown>;

/** Nothing stands in the way. */
const unhindered: Arrange = async () => {};
const breakPicture: Arrange = ({ world, adminId }) => world.breakPicture(adminId);
const takeStoreAway: Arrange = ({ world }) => world.trouble.takeAway();
const refuseResult: Arrange = ({ world, adminId }) => world.results.refuse(adminId);

/** Another admin discards the wizard's draft. */
const discardWizardCard: Arrange = async ({ world, snapshot }) => {
  const cardId = snapshot.context.kept.addCard?.id ?? '';
  const discard = { cardId, change: 'discard', seen: 'draft', reason: null } as const;
  await changeCard(world.database.fork(), discard, ANOTHER_ADMIN);
};

/** Another admin makes the wizard's draft active. */
const finishWizardCard: Arrange = async ({ world, snapshot }) => {
  const cardId = snapshot.context.kept.addCard?.id ?? '';
  const activation = { cardId, packaged: null, operation: 'of another admin' };
  await activateCard(world.database.fork(), activation, { adminId: ANOTHER_ADMIN, botId: 1 });
};

/** The id of the wizard's card stands for another admin's card. */
const registerWizardCard: Arrange = async ({ world, snapshot }) => {
  await insertCard(world.database, { id: snapshot.context.kept.addCard?.id ?? '' });
};

/** What a card is that somebody else changed in the same way before. */
function takenFrom({ change }: { change: CardChange | null }): CardStatus {
  return change === null || change === 'discard' ? 'active' : moveOf(change).to;
}

/** Another admin does first what this one is about to do. */
const switchOpened: Arrange = ({ world, snapshot }) =>
  rowsOf(world.database, 'update card set status = ? where id = ?', [
    takenFrom(requireSlice('openedCard', snapshot.context)),
    openedId(snapshot),
  ]);

const removeOpened: Arrange = ({ world, snapshot }) =>
  rowsOf(world.database, 'delete from card where id = ?', [openedId(snapshot)]);

/** How it is brought about, in earnest, that an operation ends as a path says. An outcome that nothing brings about does not compile. */
const ARRANGE: { readonly [N in OperationName]: Readonly<Record<OutcomeOf<N>, Arrange>> } = {
  storeOriginal: {
    'done something': unhindered,
    'failed image_broken': breakPicture,
    'failed store_unavailable': takeStoreAway,
  },
  registerCard: {
    'done something': unhindered,
    'failed gave_up': refuseResult,
    'failed card_changed': registerWizardCard,
  },
  storePackaged: {
    'done null': unhindered,
    'failed image_broken': breakPicture,
    'failed store_unavailable': takeStoreAway,
    'failed card_gone': discardWizardCard,
    'failed card_changed': finishWizardCard,
  },
  activateCard: {
    'done null': unhindered,
    'failed gave_up': refuseResult,
    'failed card_gone': discardWizardCard,
    'failed card_changed': finishWizardCard,
  },
  listCards: {
    'done the only page': unhindered,
    'done the newest page': (scene) =>
      isFirst(scene) ? addCards(scene, 'older', 12) : unhindered(scene),
    'done a middle page': (scene) => addCards(scene, isBackwards(scene) ? 'newer' : 'older', 24),
    'done the oldest page': unhindered,
    'failed gave_up': refuseResult,
  },
  loadCard: {
    'done null': removeOpened,
    'done draft': (scene) => makeOpened(scene, 'draft'),
    'done active': (scene) => makeOpened(scene, 'active'),
    'done suspended': (scene) => makeOpened(scene, 'suspended'),
    'done stolen': (scene) => makeOpened(scene, 'stolen'),
    'done retired': (scene) => makeOpened(scene, 'retired'),
    'failed gave_up': refuseResult,
  },
  changeCard: {
    'done active': unhindered,
    'done suspended': unhindered,
    'done stolen': unhindered,
    'done retired': unhindered,
    'done gone': removeOpened,
    'done discarded': unhindered,
    'done not_a_draft': (scene) => makeOpened(scene, 'active'),
    'failed gave_up': refuseResult,
    'failed card_changed': switchOpened,
  },
  loadStatistics: { 'done something': unhindered, 'failed gave_up': refuseResult },
};

/** Sees to it that the operation that the session waits for comes to what the step says when it is run. */
export async function bringAbout(scene: Scene, { name, operation }: Step): Promise<void> {
  if (operation === null) return;
  const arrangements: Readonly<Record<string, Arrange>> = ARRANGE[operation];
  const arrange = arrangements[name];
  if (arrange === undefined) throw new Error(`nothing brings about ${operation} ${name}`);
  await arrange(scene);
}

/** Makes good what was broken for one outcome; cards stay as they are. */
export async function mend({ trouble, results }: World): Promise<void> {
  await trouble.bringBack();
  await results.accept();
}

const pageOf = ({ snapshot }: Scene) => sliceOf('cards', snapshot.context)?.page.from;
const isFirst = (scene: Scene) => pageOf(scene) === 'newest';
const isBackwards = (scene: Scene) => pageOf(scene) === 'newer';

/** Fills the list beyond its oldest or its newest card. */
async function addCards({ world }: Scene, where: 'older' | 'newer', count: number): Promise<void> {
  const [end, sign] = where === 'older' ? ['min', '-'] : ['max', '+'];
  await rowsOf(
    world.database,
    `insert into card (id, code, name, description, status, registered_by, registered_at)
     select gen_random_uuid(), gen_random_uuid()::text, 'Another', '', 'active', 1,
       coalesce((select ${end}(registered_at) from card), now()) ${sign} n * interval '1 second'
     from generate_series(1, ?) as n`,
    [count],
  );
}

/** Makes the opened card be there with a status; one that is or was active has both photos. */
async function makeOpened({ world, snapshot }: Scene, status: CardStatus): Promise<void> {
  const id = openedId(snapshot);
  await rowsOf(
    world.database,
    `insert into card (id, code, name, description, status, registered_by)
     values (?, ?, 'Phoenix', 'Shiny', ?, 1)
     on conflict (id) do update set status = excluded.status`,
    [id, createCode(), status],
  );
  if (status === 'draft') return;
  const sha256 = createHash('sha256').update(world.picture).digest('hex');
  for (const slot of ['original', 'packaged'] as const) {
    const key = photoKey(id, slot, sha256);
    await world.photos.put(key, world.picture);
    await rowsOf(
      world.database,
      `insert into photo (card_id, slot, key, sha256, size, width, height)
       values (?, ?, ?, ?, ?, 80, 112) on conflict do nothing`,
      [id, slot, key, sha256, world.picture.length],
    );
  }
}
