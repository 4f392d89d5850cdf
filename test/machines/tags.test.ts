import { expect, test } from 'vitest';
import { STATE_PATHS, walkTo } from './snapshot-walks.ts';

test.each(STATE_PATHS)('%s is marked for those who ask what kind of state it is', (path) => {
  const snapshot = walkTo(path);
  expect(snapshot.hasTag('busy')).toBe(Object.keys(snapshot.children).length === 1);
  expect(snapshot.hasTag('failed')).toBe(/failed$/i.test(path));
  const isOfWizard = path.startsWith('addCard.') && path !== 'addCard.done';
  expect(snapshot.hasTag('asks')).toBe(isOfWizard || path === 'openedCard.reason');
});
