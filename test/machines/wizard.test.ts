import { describe, expect, test } from 'vitest';
import {
  type Admin,
  atDescription,
  atName,
  atOriginalPhoto,
  atPackagedPhoto,
  createAdmin,
  GIVEN_CODE,
  NEW_CARD,
  NEW_CODE,
} from './admin.ts';
import { SENT_PHOTO, STORED_PHOTO } from './cases.ts';

describe('a card', () => {
  test('goes from the first photo to the summary', () => {
    const admin = createAdmin();
    admin.adds();
    expect(admin.at).toBe('addCard.originalPhoto');
    admin.sendsPhoto();
    expect(admin.operation).toMatchObject({
      name: 'storeOriginal',
      input: { cardId: NEW_CARD, photo: SENT_PHOTO },
    });
    admin.done(STORED_PHOTO);
    expect(admin.at).toBe('addCard.name');
    admin.types('Dragon');
    expect(admin.at).toBe('addCard.description');
    admin.types('First edition');
    expect(admin.operation).toMatchObject({
      name: 'registerCard',
      input: {
        cardId: NEW_CARD,
        code: NEW_CODE,
        name: 'Dragon',
        description: 'First edition',
        original: STORED_PHOTO,
      },
    });
    admin.done({ code: GIVEN_CODE });
    expect(admin.at).toBe('addCard.packagedPhoto');
    admin.sendsPhoto();
    expect(admin.operation).toMatchObject({
      name: 'storePackaged',
      input: { cardId: NEW_CARD, photo: SENT_PHOTO },
    });
    admin.done(null);
    expect(admin.at).toBe('addCard.done');
    expect(admin.card).toMatchObject({ name: 'Dragon', code: GIVEN_CODE, packaged: true });
    expect(admin.notice).toBeNull();
  });

  test('is registered under the code that it was given, and its QR code is sent once', () => {
    const admin = atPackagedPhoto();
    expect(admin.card?.code).toBe(GIVEN_CODE);
    expect(admin.sent).toEqual([`qr ${GIVEN_CODE}`]);
    admin.types('a notice shows the screen again');
    expect(admin.sent).toEqual([`qr ${GIVEN_CODE}`]);
  });

  test('needs neither a description nor a packaged photo', () => {
    const admin = atDescription();
    admin.does('SKIP');
    expect(admin.operation.input).toMatchObject({ description: '' });
    admin.done({ code: GIVEN_CODE });
    admin.does('SKIP');
    expect(admin.operation).toMatchObject({ name: 'activateCard', input: { cardId: NEW_CARD } });
    admin.done(null);
    expect(admin.at).toBe('addCard.done');
    expect(admin.card?.packaged).toBe(false);
  });

  test('is followed by another one that knows nothing of it', () => {
    const admin = atPackagedPhoto();
    admin.does('SKIP');
    admin.done(null);
    const another = '00000000-0000-4000-8000-0000000000cc';
    admin.adds(another);
    expect(admin.at).toBe('addCard.originalPhoto');
    expect(admin.notice).toBeNull();
    expect(admin.card).toEqual({
      id: another,
      code: NEW_CODE,
      incoming: null,
      original: null,
      name: null,
      description: null,
      registered: false,
      packaged: false,
    });
    expect(admin.sent, 'a QR code that was not sent yet').toEqual([`qr ${GIVEN_CODE}`]);
  });
});

describe('a name', () => {
  test.each<[string, string, string | null]>([
    ['of one character', 'x', null],
    ['of 255 characters', 'x'.repeat(255), null],
    ['of 256 characters', 'x'.repeat(256), 'name_too_long'],
    ['without a character', '', 'name_empty'],
  ])('%s', (_, name, notice) => {
    const admin = atName();
    admin.types(name);
    expect(admin.notice).toBe(notice);
    expect(admin.at).toBe(notice === null ? 'addCard.description' : 'addCard.name');
    expect(admin.card?.name).toBe(notice === null ? name : null);
  });

  test('that is too long is told with its length', () => {
    const admin = atName();
    admin.types('x'.repeat(300));
    expect(admin.context.notice).toEqual({ code: 'name_too_long', count: 300 });
  });

  test('is the text as one line', () => {
    const admin = atName();
    admin.types('Dragon\nof the North', 'Dragon of the North');
    expect(admin.card?.name).toBe('Dragon of the North');
  });

  test('cannot be skipped, unless there is one already', () => {
    const admin = atName();
    admin.does('SKIP');
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'name_needed']);
    admin.types('Dragon');
    admin.does('BACK');
    admin.does('SKIP');
    expect([admin.at, admin.notice]).toEqual(['addCard.description', null]);
    expect(admin.card?.name).toBe('Dragon');
  });
});

describe('a description', () => {
  test.each<[string, string, string | null]>([
    ['of one character', 'x', null],
    ['of 2000 characters', 'x'.repeat(2000), null],
    ['of 2001 characters', 'x'.repeat(2001), 'description_too_long'],
    ['without a character', '', 'text_wanted'],
  ])('%s', (_, description, notice) => {
    const admin = atDescription();
    admin.types(description);
    expect(admin.notice).toBe(notice);
    expect(admin.at).toBe(notice === null ? 'addCard.registering' : 'addCard.description');
    expect(admin.card?.description).toBe(notice === null ? description : null);
  });

  test('keeps its lines', () => {
    const admin = atDescription();
    admin.types('Mint\nSigned', 'Mint Signed');
    expect(admin.operation.input).toMatchObject({ description: 'Mint\nSigned' });
  });

  test('that was written before is kept when the step is skipped', () => {
    const admin = atDescription();
    admin.types('First edition');
    admin.failed('gave_up');
    admin.does('BACK');
    expect(admin.at).toBe('addCard.description');
    admin.does('SKIP');
    expect(admin.operation.input).toMatchObject({ description: 'First edition' });
  });
});

describe('one step back', () => {
  test('keeps what was given, and leads home from the first step', () => {
    const admin = atDescription();
    admin.does('BACK');
    expect(admin.at).toBe('addCard.name');
    admin.does('BACK');
    expect(admin.at).toBe('addCard.originalPhoto');
    expect(admin.card).toMatchObject({ name: 'Dragon', original: STORED_PHOTO });
    admin.does('BACK');
    expect(admin.at).toBe('home');
    expect(admin.card).toMatchObject({ name: 'Dragon', original: STORED_PHOTO });
  });

  test('before anything was sent leaves no card behind', () => {
    const admin = atOriginalPhoto();
    admin.does('BACK');
    expect([admin.at, admin.card]).toEqual(['home', null]);
  });

  test('lets another photo take the place of the first, or the first be kept', () => {
    const admin = atDescription();
    admin.does('BACK');
    admin.does('BACK');
    admin.sendsPhoto();
    admin.done({ ...STORED_PHOTO, width: 601 });
    expect(admin.at).toBe('addCard.name');
    expect(admin.card).toMatchObject({ name: 'Dragon', original: { width: 601 } });
    admin.does('BACK');
    admin.does('SKIP');
    expect(admin.at).toBe('addCard.name');
  });

  test('is not there any more once the card is registered', () => {
    const admin = atPackagedPhoto();
    admin.does('BACK');
    expect([admin.at, admin.notice]).toEqual(['addCard.packagedPhoto', 'no_way_back']);
  });
});

describe('the first photo', () => {
  test('cannot be skipped', () => {
    const admin = atOriginalPhoto();
    admin.does('SKIP');
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', 'photo_needed']);
  });
});

describe('cancelling', () => {
  const storing = () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto();
    return admin;
  };
  const registering = () => {
    const admin = atDescription();
    admin.does('SKIP');
    return admin;
  };
  test.each<[string, () => Admin]>([
    ['before the photo', atOriginalPhoto],
    ['while the photo is stored', storing],
    ['at the name', atName],
    ['at the description', atDescription],
    ['while the card is registered', registering],
  ])('%s drops the card and says so', (_, begin) => {
    const admin = begin();
    admin.does('CANCEL');
    expect([admin.at, admin.notice]).toEqual(['home', 'cancelled']);
    expect(admin.card).toBeNull();
  });

  test.each<[string, () => Admin]>([
    ['an operation that could not store the photo', storing],
    ['an operation that could not register the card', registering],
  ])('after %s drops the card too', (_, begin) => {
    const admin = begin();
    admin.failed('gave_up');
    admin.does('CANCEL');
    expect([admin.at, admin.notice, admin.card]).toEqual(['home', 'cancelled', null]);
  });

  test('after registering finishes later', () => {
    const admin = atPackagedPhoto();
    admin.does('CANCEL');
    expect([admin.at, admin.notice]).toEqual(['home', 'draft_kept']);
    expect(admin.card).toBeNull();
  });

  test('after the end goes home without a word', () => {
    const admin = atPackagedPhoto();
    admin.does('SKIP');
    admin.done(null);
    admin.does('CANCEL');
    expect([admin.at, admin.notice, admin.card]).toEqual(['home', null, null]);
  });
});
