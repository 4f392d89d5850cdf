import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import type { Operation, OperationContext, Write } from '../../src/session/operation.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { textOf } from '../machines/cases.ts';
import { createTwoAdmins, type TwoAdmins } from '../support/bot/two-admins.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { addCard, photo, text } from '../support/session/session-stage.ts';

let two: TwoAdmins;

beforeAll(async () => {
  two = await createTwoAdmins();
});
beforeEach(() => {
  two.stage.staged.reset();
  two.stage.showing.reset();
});
afterAll(() => two.close());

const OFF = [{ type: 'SUSPEND' }, textOf('Returned')] as const;
const CHANGED = 'openedCard.shown, card_changed';
const kind = 'a wizard whose card was finished by somebody else';

fieldCase(
  'session',
  {
    kind,
    input:
      'two admins have one draft; one finishes it and switches it off, the other sends a photo',
    outcome: 'the card stays off with its photo, and the other admin reads what it is now',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.sendPackaged(two.first);
    await two.stage.go(two.first, { type: 'OPEN', cardId: id }, ...OFF);
    await two.sendPackaged(two.second);
    expect(await two.cardNow(id)).toEqual({ status: 'suspended', packagedBy: two.first });
    expect(await two.seen(two.second)).toBe(`${CHANGED}, suspended`);
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'one finishes the draft, the other sends a photo',
    outcome: 'the first photo stays, and the other admin reads that the card is active already',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.sendPackaged(two.second);
    await two.sendPackaged(two.first);
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: two.second });
    expect(await two.seen(two.first)).toBe(`${CHANGED}, active`);
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'one finishes the draft without a photo, the other sends one',
    outcome: 'the card stays without one, and the other admin reads what it is now',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.stage.go(two.first, { type: 'SKIP' });
    await two.sendPackaged(two.second);
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: null });
    expect(await two.seen(two.second)).toBe(`${CHANGED}, active`);
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'one finishes the draft and switches it off, the other skips the photo',
    outcome: 'the card stays off, and nobody is told that it is active',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.sendPackaged(two.first);
    await two.stage.go(two.first, { type: 'OPEN', cardId: id }, ...OFF);
    await two.stage.go(two.second, { type: 'SKIP' });
    expect(await two.cardNow(id)).toEqual({ status: 'suspended', packagedBy: two.first });
    expect(await two.seen(two.second)).toBe(`${CHANGED}, suspended`);
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'both send a photo at the same moment',
    outcome: 'one photo and one "The card is active"; the other admin reads what the card is now',
  },
  async () => {
    const id = await two.sharedDraft();
    for (const admin of [two.first, two.second]) await two.stage.take(admin, two.packaged(admin));
    await two.operateBoth();
    const seen = [await two.seen(two.first), await two.seen(two.second)];
    expect(seen.toSorted()).toEqual(['addCard.done', `${CHANGED}, active`]);
    const finisher = seen[0] === 'addCard.done' ? two.first : two.second;
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: finisher });
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'Telegram was away for one; the other finishes the draft; the first presses Try again',
    outcome: 'the photo that came late is dropped, and the first admin reads what the card is now',
  },
  async () => {
    const id = await two.sharedDraft();
    two.stage.staged.replace('storePackaged', async () => {
      throw new AppError('telegram_unavailable', 'away');
    });
    await two.sendPackaged(two.first);
    expect(await two.seen(two.first)).toBe('addCard.packagedFailed');
    two.stage.staged.reset();
    await two.sendPackaged(two.second);
    await two.stage.go(two.first, { type: 'RETRY' });
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: two.second });
    expect(await two.seen(two.first)).toBe(`${CHANGED}, active`);
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'one discards the draft, the other sends a photo',
    outcome: 'no photo is kept, and the other admin hears that the card is gone',
  },
  async () => {
    const id = await two.sharedDraft();
    const discard = [{ type: 'DISCARD' }, { type: 'CONFIRM' }] as const;
    await two.stage.go(two.first, { type: 'OPEN', cardId: id }, ...discard);
    await two.sendPackaged(two.second);
    expect(await two.cardNow(id)).toEqual({ status: 'gone', packagedBy: null });
    expect(await two.seen(two.second)).toBe('home, card_gone');
  },
);

fieldCase(
  'session',
  {
    kind,
    input: 'the photo of the other admin, a day later',
    outcome: 'it is removed from the photo store, and that of the card stays',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.sendPackaged(two.first);
    await two.sendPackaged(two.second);
    const named = await two.stage.rows<{ key: string }>(
      `select key from photo where card_id = ?
       union select key from picture where card_id = ?`,
      [id, id],
    );
    const stored = () => keysOf(two.stage.photos, `cards/${id}/`);
    expect(await stored()).toHaveLength(5);
    await cleanUpPhotos(two.stage, 0);
    expect(await stored()).toEqual(named.map(({ key }) => key).toSorted());
  },
);

fieldCase(
  'session',
  {
    kind: 'the same operation again',
    input: 'a draft is made active, the answer of the commit is lost, and it is done once more',
    outcome: 'the card is active with its photo, and the admin reads so',
  },
  async () => {
    const id = await two.sharedDraft();
    two.stage.staged.replace('storePackaged', committingTwice);
    await two.sendPackaged(two.first);
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: two.first });
    expect(await two.seen(two.first)).toBe('addCard.done');
  },
);

fieldCase(
  'session',
  {
    kind: 'the same operation again',
    input: 'a card is registered, the answer of the commit is lost, and it is done once more',
    outcome: 'one draft, and the wizard goes on with its code',
  },
  async () => {
    const card = addCard();
    two.stage.staged.replace('registerCard', committingTwice);
    await two.stage.go(two.first, card, photo(), text('Dragon'), text('Shiny'));
    expect(await two.cardNow(card.cardId)).toMatchObject({ status: 'draft' });
    expect(await two.seen(two.first)).toBe('addCard.packagedPhoto');
  },
);

fieldCase(
  'session',
  {
    kind: "a card's id that is taken",
    input: "a wizard registers under an id that is another admin's card by now",
    outcome: 'that card stays as it is, and the admin reads what it is',
  },
  async () => {
    const card = addCard();
    await two.stage.go(two.first, card, photo(), text('Dragon'));
    await two.stage.go(two.second, card, photo(), text('Phoenix'), text('Shiny'));
    await two.stage.go(two.first, text('First edition'));
    expect(await two.stage.rows('select name from card where id = ?', [card.cardId])).toEqual([
      { name: 'Phoenix' },
    ]);
    expect(await two.seen(two.first)).toBe(`${CHANGED}, draft`);
  },
);

fieldCase(
  'session',
  {
    kind: 'two versions side by side',
    input: 'the version before began to store a photo; the new one takes it over',
    outcome: 'the photo is stored and the card active; another admin still cannot replace it',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.stage.take(two.first, photo());
    await two.stage.rows('update admin_session set version = 1, run = 1 where admin_id = ?', [
      two.first,
    ]);
    await two.stage.operateAll(two.first);
    expect(await two.seen(two.first)).toBe('addCard.done');
    await two.sendPackaged(two.second);
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: two.first });
  },
);

/** Does what an operation wants written in a transaction that nobody hears of, and then as usual. */
async function committingTwice(
  input: unknown,
  context: OperationContext,
  real: Operation<unknown, unknown>,
): Promise<Write<unknown>> {
  const write = await real(input, context);
  return async (em) => {
    await two.stage.database.fork().transactional(write);
    return write(em);
  };
}

async function keysOf(photos: PhotoStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of photos.list(prefix)) keys.push(key);
  return keys.toSorted();
}
