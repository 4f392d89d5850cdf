import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { activateCard } from '../../src/features/add-card/register-card.ts';
import { textOf } from '../machines/cases.ts';
import { createTwoAdmins, type TwoAdmins } from '../support/bot/two-admins.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let two: TwoAdmins;

beforeAll(async () => {
  two = await createTwoAdmins();
});
beforeEach(() => two.stage.showing.reset());
afterAll(() => two.close());

const ASKED = { type: 'SUSPEND' } as const;
const OFF = [ASKED, textOf('Returned')] as const;
const ON = { type: 'ACTIVATE' } as const;
const CHANGED = 'openedCard.shown, card_changed';
const switching = 'a card that somebody else switched meanwhile';
const discarding = 'a draft that somebody else finished meanwhile';

fieldCase(
  'session',
  {
    kind: switching,
    input: 'two admins have a card open; one switches it off, then the other does',
    outcome: 'the other reads that it was changed, and what it is now',
  },
  async () => {
    const id = await two.sharedCard();
    await two.stage.go(two.first, ...OFF);
    await two.stage.go(two.second, ...OFF);
    expect(await two.cardNow(id)).toMatchObject({ status: 'suspended' });
    expect(await two.seen(two.first)).toBe('openedCard.shown, card_suspended, suspended');
    expect(await two.seen(two.second)).toBe(`${CHANGED}, suspended`);
  },
);

fieldCase(
  'session',
  {
    kind: switching,
    input: 'both switch it off at the same moment',
    outcome: 'one of them did, and the other reads what it is now',
  },
  async () => {
    await two.sharedCard();
    await two.stage.go(two.first, ASKED);
    await two.stage.go(two.second, ASKED);
    await two.stage.take(two.first, OFF[1]);
    await two.stage.take(two.second, OFF[1]);
    await two.operateBoth();
    const seen = [await two.seen(two.first), await two.seen(two.second)];
    expect(seen.toSorted()).toEqual([
      `${CHANGED}, suspended`,
      'openedCard.shown, card_suspended, suspended',
    ]);
  },
);

fieldCase(
  'session',
  {
    kind: switching,
    input: 'both have it open switched off; one switches it on, then the other does',
    outcome: 'the card is on, and the other reads that somebody did it before',
  },
  async () => {
    const id = await two.sharedCard();
    await two.stage.go(two.first, ...OFF);
    await two.stage.go(two.second, { type: 'OPEN', cardId: id });
    await two.stage.go(two.first, ON);
    await two.stage.go(two.second, ON);
    expect(await two.cardNow(id)).toMatchObject({ status: 'active' });
    expect(await two.seen(two.second)).toBe(`${CHANGED}, active`);
  },
);

fieldCase(
  'session',
  {
    kind: switching,
    input: 'one switches it off and on again; the other, whose screen is older, switches it off',
    outcome: 'it is switched off: that is what the other saw and asked for',
  },
  async () => {
    const id = await two.sharedCard();
    await two.stage.go(two.first, ...OFF, ON);
    await two.stage.go(two.second, ...OFF);
    expect(await two.cardNow(id)).toMatchObject({ status: 'suspended' });
    expect(await two.seen(two.second)).toBe('openedCard.shown, card_suspended, suspended');
  },
);

fieldCase(
  'session',
  {
    kind: discarding,
    input: 'one is asked whether to discard a draft, the other finishes it, and the first says yes',
    outcome: 'the card stays, and the first reads what it is now',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.stage.go(two.second, { type: 'OPEN', cardId: id }, { type: 'DISCARD' });
    await two.sendPackaged(two.first);
    await two.stage.go(two.second, { type: 'CONFIRM' });
    expect(await two.cardNow(id)).toEqual({ status: 'active', packagedBy: two.first });
    expect(await two.seen(two.second)).toBe('openedCard.shown, not_a_draft, active');
  },
);

fieldCase(
  'session',
  {
    kind: discarding,
    input: 'one discards the draft while the commit that finishes it is under way',
    outcome: 'the card stays, and who wanted to discard it reads what it is now',
  },
  async () => {
    const id = await two.sharedDraft();
    const discard = [{ type: 'DISCARD' }, { type: 'CONFIRM' }] as const;
    await two.stage.go(two.second, { type: 'OPEN', cardId: id }, discard[0]);
    await two.stage.take(two.second, discard[1]);
    const activation = { cardId: id, packaged: null, operation: 'of the first admin' };
    const discarded = await two.stage.database.fork().transactional(async (em) => {
      await activateCard(em, activation, { adminId: two.first, botId: 1 });
      const discarding = two.stage.operateAll(two.second);
      await two.stage.untilBlocked();
      return { discarding };
    });
    await discarded.discarding;
    await two.stage.show(two.second);
    expect(await two.cardNow(id)).toMatchObject({ status: 'active' });
    expect(await two.seen(two.second)).toBe('openedCard.shown, not_a_draft, active');
  },
);

fieldCase(
  'session',
  {
    kind: discarding,
    input:
      'one finishes the draft and switches it off; the other, who has it open, goes on with it',
    outcome: 'the wizard stops at its first write: the other reads what the card is now',
  },
  async () => {
    const id = await two.sharedDraft();
    await two.stage.go(two.second, { type: 'OPEN', cardId: id });
    await two.sendPackaged(two.first);
    await two.stage.go(two.first, { type: 'OPEN', cardId: id }, ...OFF);
    await two.stage.go(two.second, { type: 'CONTINUE' }, { type: 'SKIP' });
    expect(await two.cardNow(id)).toEqual({ status: 'suspended', packagedBy: two.first });
    expect(await two.seen(two.second)).toBe(`${CHANGED}, suspended`);
  },
);
