import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { assertPrefix, cardIdsOf, keyPrefixes } from '../../src/storage/photo-key.ts';

describe('the parts of all photos', () => {
  test.each([
    [0, 1],
    [100_000, 1],
    [100_001, 16],
    [1_600_000, 16],
    [2_000_000, 256],
  ])('are, for %i photos, %i', (photos, parts) => {
    expect(keyPrefixes(photos)).toHaveLength(parts);
  });

  test.each([1, 1_000_000, 10_000_000])('of %i photos have each card once', (photos) => {
    const prefixes = keyPrefixes(photos);
    const ids = [randomUUID(), `0${randomUUID().slice(1)}`, `f${randomUUID().slice(1)}`];
    for (const id of ids) {
      const holding = prefixes.filter((prefix) => `cards/${id}/`.startsWith(prefix));
      expect(holding).toHaveLength(1);
      const { first, last } = cardIdsOf(holding[0] ?? '');
      expect(id >= first && id <= last).toBe(true);
    }
    for (const prefix of prefixes) assertPrefix(prefix);
  });

  test('lie between two card ids', () => {
    expect(cardIdsOf('cards/3f')).toEqual({
      first: '3f000000-0000-0000-0000-000000000000',
      last: '3fffffff-ffff-ffff-ffff-ffffffffffff',
    });
  });
});
