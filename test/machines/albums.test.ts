import { describe, expect, test } from 'vitest';
import { atName, atOriginalPhoto, atPackagedPhoto, createAdmin, GIVEN_CODE } from './admin.ts';
import { STORED_PHOTO } from './cases.ts';

describe('of an album where a photo is wanted', () => {
  test('the first is taken, the next is told of once, the others change nothing', () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    const { id } = admin.operation;
    admin.sendsPhoto('A');
    expect([admin.at, admin.notice]).toEqual(['addCard.storingOriginal', 'album_first_taken']);
    const before = admin.context;
    admin.sendsPhoto('A');
    admin.sendsPhoto('A');
    expect(admin.context).toEqual(before);
    expect(admin.operation.id).toBe(id);
  });

  test('what was told while it was stored is seen at the next step', () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    admin.sendsPhoto('A');
    admin.done(STORED_PHOTO);
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'album_first_taken']);
    admin.types('Dragon');
    expect([admin.at, admin.notice]).toEqual(['addCard.description', null]);
  });

  test.each<[string, (admin: ReturnType<typeof atName>) => void]>([
    ['the name', () => {}],
    ['the description', (admin) => admin.types('Dragon')],
    ['the next photo', skipToPackagedPhoto],
    ['the menu', (admin) => admin.does('HOME')],
    ['the menu after cancelling', (admin) => admin.does('CANCEL')],
    ['another card', addAnother],
  ])('a part that comes as late as %s is told of once and never taken', (_, go) => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    admin.done(STORED_PHOTO);
    go(admin);
    const { at } = admin;
    admin.sendsPhoto('A');
    expect([admin.at, admin.notice]).toEqual([at, 'album_first_taken']);
    const before = admin.context;
    admin.sendsPhoto('A');
    expect(admin.context).toEqual(before);
  });

  test('two that come mixed: the first of the first is taken, the other one waits its turn', () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    admin.sendsPhoto('B');
    expect(admin.notice).toBe('still_saving');
    admin.sendsPhoto('A');
    expect(admin.notice).toBe('album_first_taken');
    admin.sendsPhoto('B');
    admin.done(STORED_PHOTO);
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'album_first_taken']);
    admin.sendsPhoto('B');
    admin.sendsPhoto('A');
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'album_first_taken']);
  });

  test('a second one is taken at the second photo, and answered for itself', () => {
    const admin = atPackagedPhoto();
    admin.sendsPhoto('B');
    expect(admin.at).toBe('addCard.storingPackaged');
    admin.sendsPhoto('B');
    expect(admin.notice).toBe('album_first_taken');
    admin.done(null);
    expect([admin.at, admin.notice]).toEqual(['addCard.done', 'album_first_taken']);
  });

  test('whose first cannot be used the others change nothing: the sentence about it stays', () => {
    const admin = atOriginalPhoto();
    admin.sendsPhoto('A');
    admin.failed('image_broken');
    admin.sendsPhoto('A');
    admin.sendsPhoto('A');
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', 'image_broken']);
    admin.sendsPhoto('B');
    expect(admin.at).toBe('addCard.storingOriginal');
  });

  test('eight are remembered, the oldest is forgotten for the ninth', () => {
    const admin = createAdmin();
    for (const album of 'ABCDEFGHI') admin.sendsPhoto(album);
    expect(admin.context.albums.map(({ id }) => id).join('')).toBe('BCDEFGHI');
  });
});

describe('of an album where no photo is wanted', () => {
  test('the first part is answered, the others change nothing', () => {
    const admin = atName();
    admin.sendsPhoto('A');
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'text_wanted']);
    const before = admin.context;
    admin.sendsPhoto('A');
    expect(admin.context).toEqual(before);
  });

  test('no part is taken later, where a photo is wanted', () => {
    const admin = atName();
    admin.sendsPhoto('A');
    skipToPackagedPhoto(admin);
    admin.sendsPhoto('A');
    expect(admin.at).toBe('addCard.packagedPhoto');
  });
});

describe('of an album of other things', () => {
  test('the first part is answered, the others change nothing', () => {
    const admin = atOriginalPhoto();
    admin.sendsOther('A');
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', 'photo_wanted']);
    const before = admin.context;
    admin.sendsOther('A');
    expect(admin.context).toEqual(before);
  });

  test('a photo among them is taken', () => {
    const admin = atOriginalPhoto();
    admin.sendsOther('A');
    admin.sendsPhoto('A');
    expect(admin.at).toBe('addCard.storingOriginal');
  });
});

test('photos that are no album are answered each time', () => {
  const admin = atName();
  admin.sendsPhoto();
  expect(admin.notice).toBe('text_wanted');
  admin.does('HELP');
  admin.sendsPhoto();
  expect(admin.notice).toBe('text_wanted');
});

function skipToPackagedPhoto(admin: ReturnType<typeof atName>): void {
  admin.types('Dragon');
  admin.does('SKIP');
  admin.done({ code: GIVEN_CODE });
}

function addAnother(admin: ReturnType<typeof atName>): void {
  admin.does('CANCEL');
  admin.adds('00000000-0000-4000-8000-0000000000cc');
}
