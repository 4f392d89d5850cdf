import { randomInt, randomUUID } from 'node:crypto';
import { type Action, addCard, photo, text } from './session-stage.ts';

/** What an admin may do next, the likelier the more often it stands here. */
const ACTIONS: readonly (() => Action)[] = [
  addCard,
  addCard,
  () => photo(),
  () => photo(),
  () => photo(),
  () => photo('photo-file', `album-${randomInt(3)}`),
  () => photo('no-such-file'),
  () => text('Dragon <of> the "North"'),
  () => text('First edition'),
  () => text('First edition'),
  () => ({ type: 'SKIP' }),
  () => ({ type: 'SKIP' }),
  () => ({ type: 'BACK' }),
  () => ({ type: 'CANCEL' }),
  () => ({ type: 'RETRY' }),
  () => ({ type: 'CARDS' }),
  () => ({ type: 'OLDER' }),
  () => ({ type: 'STATISTICS' }),
  () => ({ type: 'OPEN', cardId: randomUUID() }),
  () => ({ type: 'RESUME' }),
  () => ({ type: 'QR' }),
  () => ({ type: 'HELP' }),
  () => ({ type: 'STALE' }),
];

/** Anything that an admin could do, sensible or not. */
export function anyAction(): Action {
  const action = ACTIONS[randomInt(ACTIONS.length)];
  return action === undefined ? { type: 'HOME' } : action();
}
