import { expect, test } from 'vitest';
import { storedPhoto } from '../../machines/session/nouns.ts';
import { STORED_PHOTO } from './cases.ts';

test('a stored photo has a whole SHA-256 and nothing around it', () => {
  const { sha256 } = STORED_PHOTO;
  expect(storedPhoto.safeParse(STORED_PHOTO).success).toBe(true);
  for (const wrong of [`0${sha256}`, `${sha256}0`, sha256.slice(1), sha256.replace('a', 'g')]) {
    expect(storedPhoto.safeParse({ ...STORED_PHOTO, sha256: wrong }).success, wrong).toBe(false);
  }
});
