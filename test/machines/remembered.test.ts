import { describe, expect, test } from 'vitest';
import {
  atDescription,
  atName,
  atOpenedCard,
  atOriginalPhoto,
  atPackagedPhoto,
  createAdmin,
  GIVEN_CODE,
  LISTED_CARD,
  NEW_CARD,
} from './admin.ts';
import { viewOf } from './cases.ts';

describe('of what an album holds beside photos', () => {
  test('the first part is answered, and the next changes nothing', () => {
    const admin = atName();
    admin.sendsOther('A');
    expect(admin.notice).toBe('text_wanted');
    const before = admin.context;
    admin.sendsOther('A');
    expect(admin.context).toEqual(before);
  });

  test('another album is answered anew, and so is what comes outside of an album', () => {
    const admin = atName();
    for (const album of ['A', 'B', undefined, undefined]) {
      admin.does('STALE');
      admin.sendsOther(album);
      expect(admin.notice).toBe('text_wanted');
    }
    expect(admin.context.albums).toEqual([
      { id: 'other A', told: true },
      { id: 'other B', told: true },
    ]);
  });

  test('a video keeps no photo of the same album from being taken', () => {
    const admin = atOriginalPhoto();
    admin.sendsOther('A');
    admin.sendsPhoto('A');
    expect(admin.at).toBe('addCard.storingOriginal');
  });
});

describe('what is remembered', () => {
  test('is each album once, with whether it was answered', () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    expect(admin.context.albums).toEqual([{ id: 'A', told: false }]);
    admin.sendsPhoto('B');
    admin.sendsPhoto('A');
    expect(admin.context.albums).toEqual([
      { id: 'B', told: true },
      { id: 'A', told: true },
    ]);
  });

  test('is the last eight albums', () => {
    const admin = atName();
    for (const album of 'ABCDEFGHIJ') admin.sendsPhoto(album);
    expect(admin.context.albums.map(({ id }) => id).join('')).toBe('CDEFGHIJ');
  });

  test('is the last four of what is sent once, each under a key of its own', () => {
    const admin = atPackagedPhoto();
    expect(admin.context.deliveries).toEqual([
      { kind: 'qr', key: `qr:${NEW_CARD}`, code: GIVEN_CODE },
    ]);
    for (let asked = 1; asked <= 5; asked += 1) admin.does('QR');
    const keys = admin.context.deliveries.map(({ key }) => key);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
    expect(keys).not.toContain(`qr:${NEW_CARD}`);
  });
});

test('the photos of a card are sent each time that it is opened, under the id of that opening', () => {
  const admin = createAdmin();
  for (const times of [1, 2]) {
    admin.opens(LISTED_CARD);
    const { id } = admin.operation;
    admin.done(viewOf(LISTED_CARD, 'active'));
    expect(admin.context.deliveries).toHaveLength(times);
    expect(admin.context.deliveries.at(-1)).toEqual({
      kind: 'photos',
      key: `photos:${id}`,
      cardId: LISTED_CARD,
    });
  }
});

test('a draft that is gone on with is in the wizard as the list had it, with its QR code sent anew', () => {
  const admin = atOpenedCard('draft');
  const { name, description, code } = viewOf(LISTED_CARD, 'draft');
  admin.takes({ id: 'going on', type: 'CONTINUE' });
  expect(admin.card).toEqual({
    id: LISTED_CARD,
    code,
    incoming: null,
    original: null,
    name,
    description,
    registered: true,
    packaged: false,
  });
  expect(admin.context.deliveries.at(-1)).toEqual({ kind: 'qr', key: 'qr:going on', code });
});

describe('a card for which nothing was sent', () => {
  const OTHER_CARD = '00000000-0000-4000-8000-0000000000cc';

  test('gives way to another one, with what was said before it', () => {
    const admin = atOriginalPhoto();
    admin.types('A text');
    expect(admin.notice).toBe('photo_wanted');
    admin.adds(OTHER_CARD);
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', null]);
    expect(admin.card?.id).toBe(OTHER_CARD);
  });

  test.each([
    'HOME',
    'CARDS',
    'STATISTICS',
  ] as const)('is forgotten when it is left by %s', (leave) => {
    const admin = atOriginalPhoto();
    admin.does(leave);
    expect(admin.card).toBeNull();
    admin.does('RESUME');
    expect(admin.notice).toBe('not_here');
  });

  test('is not lost to another one from outside of the wizard once something was sent', () => {
    for (const admin of [atName(), atDescription()]) {
      admin.does('HOME');
      admin.adds(OTHER_CARD);
      expect(admin.notice).toBe('wizard_running');
      expect(admin.card?.id).toBe(NEW_CARD);
    }
    const fresh = createAdmin();
    fresh.adds(OTHER_CARD);
    expect([fresh.at, fresh.notice]).toEqual(['addCard.originalPhoto', null]);
  });
});
