import { describe, expect, expectTypeOf, test } from 'vitest';
import type { NoticeCode } from '../../machines/session/context.ts';
import type { PhotoErrorCode } from '../../src/images/photo-error.ts';
import {
  type Admin,
  atDescription,
  atName,
  atOpenedCard,
  atOriginalPhoto,
  atPackagedPhoto,
  changed,
  createAdmin,
  GIVEN_CODE,
  LISTED_CARD,
  NEW_CARD,
  suspend,
} from './admin.ts';
import { SENT_PHOTO, STORED_PHOTO } from './cases.ts';

/** What no other try with the same photo can mend. */
const UNUSABLE = [
  'image_broken',
  'image_format',
  'image_heif',
  'image_ratio',
  'image_too_large',
  'image_too_small',
  'photo_file_gone',
] as const;

function storingOriginal(): Admin {
  const admin = atOriginalPhoto();
  admin.sendsPhoto();
  return admin;
}

function storingPackaged(): Admin {
  const admin = atPackagedPhoto();
  admin.sendsPhoto();
  return admin;
}

function registering(): Admin {
  const admin = atDescription();
  admin.types('First edition');
  return admin;
}

function activating(): Admin {
  const admin = atPackagedPhoto();
  admin.does('SKIP');
  return admin;
}

function discarding(): Admin {
  const admin = atOpenedCard('draft');
  admin.does('DISCARD');
  admin.does('CONFIRM');
  return admin;
}

function deactivating(): Admin {
  const admin = atOpenedCard('active');
  suspend(admin);
  return admin;
}

function reactivating(): Admin {
  const admin = atOpenedCard('suspended');
  admin.does('ACTIVATE');
  return admin;
}

function started(begin: (admin: Admin) => void): () => Admin {
  return () => {
    const admin = createAdmin();
    begin(admin);
    return admin;
  };
}

const OPERATIONS: [string, () => Admin, string][] = [
  ['storing the original photo', storingOriginal, 'addCard.originalFailed'],
  ['registering', registering, 'addCard.registeringFailed'],
  ['storing the packaged photo', storingPackaged, 'addCard.packagedFailed'],
  ['activating', activating, 'addCard.activatingFailed'],
  ['reading the list', started((admin) => admin.does('CARDS')), 'cards.failed'],
  ['opening a card', started((admin) => admin.opens(LISTED_CARD)), 'openedCard.failed'],
  ['discarding a draft', discarding, 'openedCard.changingFailed'],
  ['switching off', deactivating, 'openedCard.changingFailed'],
  ['switching on', reactivating, 'openedCard.changingFailed'],
  ['reading the statistics', started((admin) => admin.does('STATISTICS')), 'statistics.failed'],
];

describe.each(OPERATIONS)('%s, when it fails', (_, begin, failed) => {
  test('offers to try again, which does the same once more as another attempt', () => {
    const admin = begin();
    const first = admin.operation;
    admin.failed('gave_up');
    expect([admin.at, admin.context.failure]).toEqual([failed, 'gave_up']);
    admin.does('RETRY');
    expect(admin.operation).toEqual({ ...first, attempt: 2 });
    admin.failed('gave_up');
    admin.does('RETRY');
    expect(admin.operation).toEqual({ ...first, attempt: 3 });
    expect(admin.context.failure).toBeNull();
  });

  test('keeps an error without a code for one of ours', () => {
    const admin = begin();
    admin.failed(undefined);
    expect(admin.context.failure).toBe('unexpected');
  });
});

describe('a photo that cannot be used', () => {
  test('every kind of broken image is one', () => {
    expectTypeOf<PhotoErrorCode>().toExtend<(typeof UNUSABLE)[number]>();
    expectTypeOf<(typeof UNUSABLE)[number]>().toExtend<NoticeCode>();
  });

  test.each(UNUSABLE)('leads back to the first photo for %s and says so', (code) => {
    const admin = storingOriginal();
    admin.failed(code);
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', code]);
    expect(admin.card).toMatchObject({ id: NEW_CARD, incoming: null });
    admin.sendsPhoto();
    expect(admin.operation).toMatchObject({ name: 'storeOriginal', attempt: 1 });
  });

  test.each(UNUSABLE)('leads back to the packaged photo for %s, with all else kept', (code) => {
    const admin = storingPackaged();
    const { card } = admin;
    admin.failed(code);
    expect([admin.at, admin.notice]).toEqual(['addCard.packagedPhoto', code]);
    expect(admin.card).toEqual({ ...card, incoming: null });
  });

  test('leaves the photo that was there before', () => {
    const admin = atName();
    admin.does('BACK');
    admin.sendsPhoto();
    admin.failed('image_format');
    expect(admin.card?.original).toEqual(STORED_PHOTO);
    admin.does('SKIP');
    expect(admin.at).toBe('addCard.name');
  });
});

describe('a photo that could not be stored', () => {
  test('may be replaced by another one', () => {
    const admin = storingOriginal();
    const { id } = admin.operation;
    admin.failed('store_unavailable');
    admin.sendsPhoto();
    expect(admin.operation).toMatchObject({ name: 'storeOriginal', attempt: 1 });
    expect(admin.operation.id).not.toBe(id);
  });

  test.each([
    ['HOME', 'home'],
    ['CARDS', 'cards.loading'],
    ['STATISTICS', 'statistics.loading'],
  ] as const)('can still be tried again after leaving by %s', (leave, place) => {
    for (const [begin, failed] of [
      [storingOriginal, 'addCard.originalFailed'],
      [storingPackaged, 'addCard.packagedFailed'],
    ] as const) {
      const admin = begin();
      admin.failed('store_unavailable');
      admin.does(leave);
      expect(admin.at).toBe(place);
      admin.does('RESUME');
      expect(admin.at).toBe(failed);
      admin.does('RETRY');
      expect(admin.operation.input).toMatchObject({ photo: SENT_PHOTO });
    }
  });

  test('is given up by one step back', () => {
    const admin = storingOriginal();
    admin.failed('store_unavailable');
    admin.does('BACK');
    expect([admin.at, admin.card?.incoming]).toEqual(['addCard.originalPhoto', null]);
  });

  test('may be left out where another one is kept, or none is needed', () => {
    const original = atName();
    original.does('BACK');
    original.sendsPhoto();
    original.failed('store_unavailable');
    original.does('SKIP');
    expect([original.at, original.card?.incoming]).toEqual(['addCard.name', null]);

    const packaged = storingPackaged();
    packaged.failed('store_unavailable');
    packaged.does('SKIP');
    expect(packaged.at).toBe('addCard.activating');
    expect(packaged.card?.incoming).toBeNull();
  });
});

describe('a card', () => {
  test('keeps its id and code when registering is tried again', () => {
    const admin = registering();
    const { input } = admin.operation;
    admin.failed('gave_up');
    admin.does('RETRY');
    expect(admin.operation.input).toEqual(input);
    admin.done({ code: GIVEN_CODE });
    expect(admin.at).toBe('addCard.packagedPhoto');
  });

  test.each<[string, () => Admin]>([
    ['its packaged photo is stored', storingPackaged],
    ['it is activated', activating],
  ])('that somebody discarded before %s ends the wizard with a word', (_, begin) => {
    const admin = begin();
    admin.failed('card_gone');
    expect([admin.at, admin.notice]).toEqual(['home', 'card_gone']);
    expect(admin.card).toBeNull();
  });

  test.each<[string, () => Admin]>([
    ['discarding', discarding],
    ['switching off', deactivating],
    ['switching on', reactivating],
  ])('is shown as it was when %s failed and is not tried again', (_, begin) => {
    for (const leave of ['BACK', 'CANCEL'] as const) {
      const admin = begin();
      const { opened } = admin;
      admin.failed('gave_up');
      admin.does(leave);
      expect([admin.at, admin.opened]).toEqual(['openedCard.shown', opened]);
    }
  });

  test('is shown when it was switched off at the second try', () => {
    const admin = deactivating();
    admin.failed('gave_up');
    admin.does('RETRY');
    admin.done(changed('suspended'));
    expect([admin.at, admin.notice]).toEqual(['openedCard.shown', 'card_suspended']);
  });
});
