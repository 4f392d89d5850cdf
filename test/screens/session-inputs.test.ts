import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { eventOf } from '../../src/screens/inputs.ts';
import { createSessionInputs } from '../../src/screens/session-inputs.ts';
import { adminMenu } from '../../src/telegram/commands.ts';

const CARD = '0190a6f0-5d9a-7bb3-8e1f-3c5d1f9f2a11';

/** What comes in messages, and what is made of what no feature brings. */
const BROUGHT_BY_NOBODY = ['PHOTO', 'TEXT', 'UNEXPECTED', 'STALE', 'UNKNOWN_COMMAND'];

test('the features bring a button for every event that a button can make', () => {
  const made = INPUTS.actions.map((action) => {
    const press = INPUTS.readPress(`${action}:1`) ?? INPUTS.readPress(`${action}:1:${CARD}`);
    return INPUTS.pressEvent('1', press).type;
  });
  expect(made.toSorted()).toEqual(
    EVENT_TYPES.filter((type) => !BROUGHT_BY_NOBODY.includes(type)).toSorted(),
  );
});

test('the menu of an admin stands in its order', () => {
  expect(adminMenu(INPUTS)).toEqual([
    'add',
    'cards',
    'stats',
    'admin',
    'skip',
    'back',
    'cancel',
    'help',
    'id',
    'start',
  ]);
});

test('a word that two features bring is refused at the start', () => {
  const one = { buttons: { go: eventOf('HOME') } };
  expect(() => createSessionInputs([one, { buttons: { go: eventOf('BACK') } }])).toThrow('"go"');
  const two = { cardButtons: { go: (id: string) => ({ id, type: 'HOME' as const }) } };
  expect(() => createSessionInputs([one, two])).toThrow('"go"');
  const command = { commands: { go: eventOf('HOME') } };
  expect(() => createSessionInputs([command, command])).toThrow('"go"');
  expect(createSessionInputs([one, command]).commands).toEqual(['go']);
});

test('a button has a card exactly when it names one', () => {
  const { pressEvent, readPress } = createSessionInputs([
    {
      buttons: { plainly: eventOf('HOME') },
      cardButtons: { card: (id, cardId) => ({ id, type: 'OPEN', cardId }) },
    },
  ]);
  expect(readPress(`plainly:1:${CARD}`)).toBeNull();
  expect(readPress('card:1')).toBeNull();
  expect(readPress('other:1')).toBeNull();
  const press = { action: 'card', revision: 1, cardId: CARD };
  expect(pressEvent('7', readPress(`card:1:${CARD}`))).toEqual({
    id: '7',
    type: 'OPEN',
    cardId: CARD,
  });
  expect(pressEvent('7', { ...press, cardId: null }).type).toBe('STALE');
  expect(pressEvent('7', null).type).toBe('STALE');
});
