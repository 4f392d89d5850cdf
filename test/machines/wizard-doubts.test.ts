import { describe, expect, test } from 'vitest';
import { atDescription, atName, atOriginalPhoto, atPackagedPhoto } from './admin.ts';
import { STORED_PHOTO } from './cases.ts';

describe('a code or a link where a name is due', () => {
  function asked() {
    const admin = atName();
    admin.typesCode('A1B2-C3D4-E5FC');
    expect([admin.at, admin.notice]).toEqual(['addCard.nameQuestion', null]);
    return admin;
  }

  test.each(['CONFIRM', 'SKIP'] as const)('is the name after %s', (event) => {
    const admin = asked();
    admin.does(event);
    expect(admin.at).toBe('addCard.description');
    expect(admin.card?.name).toBe('A1B2-C3D4-E5FC');
  });

  test('gives way to a name that is typed then, and is asked about as often as it is typed', () => {
    const admin = asked();
    admin.typesCode('0123-4567-8910');
    expect(admin.at).toBe('addCard.nameQuestion');
    admin.types('Dragon');
    expect(admin.at).toBe('addCard.description');
    expect(admin.card?.name).toBe('Dragon');
  });

  test('is told when it is too long', () => {
    const admin = atName();
    admin.typesCode('x'.repeat(256));
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'name_too_long']);
  });

  test('leads back to the step of the name', () => {
    const admin = asked();
    admin.does('BACK');
    expect(admin.at).toBe('addCard.name');
  });

  test('is a description without a question', () => {
    const admin = atDescription();
    admin.typesCode('https://shop.example/c/1');
    expect(admin.at).toBe('addCard.registering');
  });
});

describe('a text that comes with a photo', () => {
  test('is told on the screen of the next step', () => {
    const admin = atOriginalPhoto();
    admin.sendsCaptioned();
    admin.done(STORED_PHOTO);
    expect([admin.at, admin.notice]).toEqual(['addCard.name', 'caption_dropped']);
    admin.types('Dragon');
    expect(admin.notice).toBeNull();
  });

  test('is told at the end of the wizard', () => {
    const admin = atPackagedPhoto();
    admin.sendsCaptioned();
    admin.done(null);
    expect([admin.at, admin.notice]).toEqual(['addCard.done', 'caption_dropped']);
  });

  test('matters less than what is wrong with the photo', () => {
    const admin = atOriginalPhoto();
    admin.sendsCaptioned();
    admin.failed('image_heif');
    expect([admin.at, admin.notice]).toEqual(['addCard.originalPhoto', 'image_heif']);
  });
});
