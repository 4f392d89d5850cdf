import { randomInt, randomUUID } from 'node:crypto';
import { type Action, addCard, photo, text } from '../session/session-stage.ts';

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
function anyAction(): Action {
  const action = ACTIONS[randomInt(ACTIONS.length)];
  return action === undefined ? { type: 'HOME' } : action();
}

/** What leads on from a state, for the states that wait for something. */
const WAY_ON: Readonly<Record<string, () => Action>> = {
  home: addCard,
  'addCard.originalPhoto': () => photo(),
  'addCard.originalFailed': () => photo(),
  'addCard.name': () => text('Dragon <of> the "North"'),
  'addCard.description': () => text('First edition'),
  'addCard.packagedPhoto': () => photo(),
  'addCard.packagedFailed': () => photo(),
};

/** What an admin who sees this state does: mostly what leads on, else anything. */
export function likelyAction(state: string | undefined): Action {
  const wayOn = WAY_ON[state ?? 'home'];
  return wayOn === undefined || randomInt(4) === 0 ? anyAction() : wayOn();
}
