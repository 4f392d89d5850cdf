import { describe, expect, test } from 'vitest';
import {
  type Admin,
  atDescription,
  atName,
  atOpenedCard,
  atOriginalPhoto,
  atPackagedPhoto,
  changed,
  createAdmin,
  EMPTY_PAGE,
  GIVEN_CODE,
  LISTED_CARD,
  NEW_CARD,
  openCard,
  suspend,
} from './admin.ts';
import { viewOf } from './cases.ts';

const ANOTHER_CARD = '00000000-0000-4000-8000-0000000000cc';

describe('a card that is left in the middle', () => {
  const places = [
    ['the menu', 'HOME'],
    ['the list', 'CARDS'],
    ['the statistics', 'STATISTICS'],
  ] as const;
  const steps: [string, () => Admin, string][] = [
    ['the name', atName, 'addCard.name'],
    ['the description', atDescription, 'addCard.description'],
    ['the packaged photo', atPackagedPhoto, 'addCard.packagedPhoto'],
  ];

  test.each(places)('for %s is gone on with where it was', (_, leave) => {
    for (const [, begin, step] of steps) {
      const admin = begin();
      const { card } = admin;
      admin.does(leave);
      admin.does('RESUME');
      expect([admin.at, admin.notice]).toEqual([step, null]);
      expect(admin.card).toEqual(card);
    }
  });

  test.each(steps)('at %s is not lost when another card is looked at', (_, begin, step) => {
    const admin = begin();
    const { card } = admin;
    openCard(admin, 'active');
    suspend(admin);
    admin.done(changed('suspended'));
    admin.does('HOME');
    admin.does('RESUME');
    expect([admin.at, admin.card]).toEqual([step, card]);
  });

  test('is gone on with rather than lost to a new one', () => {
    const admin = atDescription();
    admin.does('HOME');
    admin.adds(ANOTHER_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.description', 'wizard_running']);
    expect(admin.card?.id).toBe(NEW_CARD);
  });

  test('can be cancelled from the menu', () => {
    const admin = atName();
    admin.does('HOME');
    admin.does('CANCEL');
    expect([admin.at, admin.notice, admin.card]).toEqual(['home', 'cancelled', null]);
    admin.does('CANCEL');
    expect(admin.notice).toBe('nothing_to_cancel');
  });

  test('before anything was sent for it is no card at all', () => {
    const admin = atOriginalPhoto();
    admin.does('HOME');
    expect(admin.card).toBeNull();
    admin.does('RESUME');
    expect([admin.at, admin.notice]).toEqual(['home', 'not_here']);
    admin.adds(ANOTHER_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', null]);
    admin.does('CARDS');
    admin.adds(NEW_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', null]);
  });

  test('has its own QR code sent, whatever card was looked at meanwhile', () => {
    const admin = atPackagedPhoto();
    openCard(admin, 'active');
    admin.does('HOME');
    admin.does('RESUME');
    admin.does('QR');
    expect(admin.sent.at(-1)).toBe(`qr ${GIVEN_CODE}`);
  });
});

describe('in the wizard, beginning to add a card', () => {
  test('is told that there is one', () => {
    const admin = atName();
    admin.adds(ANOTHER_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'wizard_running']);
  });

  test('begins another one once this one is a draft', () => {
    const admin = atPackagedPhoto();
    admin.adds(ANOTHER_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', 'draft_kept']);
    expect(admin.card?.id).toBe(ANOTHER_CARD);
  });
});

describe('a draft', () => {
  test('that was left is told to be kept when another card is begun or it is cancelled', () => {
    const begun = atPackagedPhoto();
    begun.does('HOME');
    begun.adds(ANOTHER_CARD);
    expect([begun.at, begun.notice]).toEqual(['addCard.originalPhoto', 'draft_kept']);

    const cancelled = atPackagedPhoto();
    cancelled.does('HOME');
    cancelled.does('CANCEL');
    expect([cancelled.at, cancelled.notice]).toEqual(['home', 'draft_kept']);
    expect(cancelled.card).toBeNull();
  });

  test('is gone on with from the list, its QR code sent again', () => {
    const admin = atOpenedCard('draft');
    admin.does('CONTINUE');
    expect(admin.at).toBe('addCard.packagedPhoto');
    const { code, name } = viewOf(LISTED_CARD, 'draft');
    expect(admin.card).toMatchObject({ id: LISTED_CARD, code, name, registered: true });
    expect(admin.sent.at(-1)).toBe(`qr ${code}`);
    admin.sendsPhoto();
    expect(admin.operation.input).toMatchObject({ cardId: LISTED_CARD });
    admin.done(null);
    expect(admin.at).toBe('addCard.done');
  });

  test('waits until the card that is not registered yet is finished', () => {
    const admin = atName();
    openCard(admin, 'draft');
    admin.does('CONTINUE');
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'wizard_running']);
    expect(admin.card?.id).toBe(NEW_CARD);
  });

  test('takes the place of another draft, which stays in the list', () => {
    const admin = atPackagedPhoto();
    openCard(admin, 'draft');
    admin.does('CONTINUE');
    expect([admin.at, admin.card?.id]).toEqual(['addCard.packagedPhoto', LISTED_CARD]);
  });

  test('that is discarded from the list is not offered to be gone on with', () => {
    const admin = atPackagedPhoto();
    openCard(admin, 'draft', NEW_CARD);
    admin.does('DISCARD');
    admin.does('CONFIRM');
    admin.done({ type: 'discarded' });
    admin.done(EMPTY_PAGE);
    admin.does('HOME');
    expect(admin.card).toBeNull();
  });

  test('that somebody else discarded is not offered either, once it is known', () => {
    const admin = atPackagedPhoto();
    admin.opens(NEW_CARD);
    admin.done(null);
    expect([admin.notice, admin.card]).toEqual(['card_gone', null]);
  });

  test('stays to be gone on with when another one is discarded', () => {
    const admin = atPackagedPhoto();
    openCard(admin, 'draft', LISTED_CARD);
    admin.does('DISCARD');
    admin.does('CONFIRM');
    admin.done({ type: 'discarded' });
    expect(admin.card?.id).toBe(NEW_CARD);
  });
});

describe('the menu', () => {
  test('has nothing to go on with, to go back to or to skip', () => {
    const admin = createAdmin();
    for (const event of ['RESUME', 'BACK', 'SKIP', 'RETRY'] as const) {
      admin.does(event);
      expect([admin.at, admin.notice]).toEqual(['home', 'not_here']);
    }
  });

  test('asked for once more, has no notice left', () => {
    const admin = createAdmin();
    admin.does('STALE');
    expect(admin.notice).toBe('stale_button');
    admin.does('HOME');
    expect([admin.at, admin.notice]).toEqual(['home', null]);
  });
});
