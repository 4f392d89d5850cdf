import { describe, expect, test } from 'vitest';
import { INPUTS } from '../../src/bot/all-features.ts';
import {
  type Admin,
  atDescription,
  atName,
  atOpenedCard,
  atOriginalPhoto,
  atPackagedPhoto,
  changed,
  createAdmin,
  EMPTY_PAGE,
  GIVEN_CODE,
  suspend,
} from './admin.ts';
import { adminCases, doneEvent, failedEvent, STORED_PHOTO } from './cases.ts';

const { commandEvent } = INPUTS;

/** Each state that saves: how to get there, the operation's result, and where cancelling leads. */
const SAVING: [string, () => Admin, unknown, string][] = [
  ['storing the original photo', storingOriginal, STORED_PHOTO, 'home'],
  ['registering', registering, { code: GIVEN_CODE }, 'home'],
  ['storing the packaged photo', storingPackaged, null, 'home'],
  ['activating', activating, null, 'home'],
  ['discarding', discarding, { type: 'discarded' }, 'openedCard.shown'],
  ['switching off', switchingOff, changed('suspended'), 'openedCard.shown'],
  ['switching on', switchingOn, changed('active'), 'openedCard.shown'],
];

function storingOriginal(): Admin {
  const admin = atOriginalPhoto();
  admin.sendsPhoto();
  return admin;
}

function registering(): Admin {
  const admin = atDescription();
  admin.does('SKIP');
  return admin;
}

function storingPackaged(): Admin {
  const admin = atPackagedPhoto();
  admin.sendsPhoto();
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

function switchingOff(): Admin {
  const admin = atOpenedCard('active');
  suspend(admin);
  return admin;
}

function switchingOn(): Admin {
  const admin = atOpenedCard('suspended');
  admin.does('ACTIVATE');
  return admin;
}

describe.each(SAVING)('while %s', (_, begin, result, home) => {
  test.each(
    adminCases().filter(({ name }) => name !== 'CANCEL'),
  )('$name is told that it is still saving, and changes nothing else', ({ event }) => {
    const admin = begin();
    const { at, operation, context } = admin;
    admin.takes(event);
    expect([admin.at, admin.notice]).toEqual([at, 'still_saving']);
    expect(admin.operation).toEqual(operation);
    const { notice, albums } = admin.context;
    expect(admin.context).toEqual({ ...context, notice, albums });
  });

  test('being told so is over with the result', () => {
    const admin = begin();
    admin.does('HELP');
    admin.done(result);
    expect(admin.notice).not.toBe('still_saving');
  });

  test('cancelling acts at once, and a result that comes late changes nothing', () => {
    const admin = begin();
    const name = admin.operation.name ?? 'storeOriginal';
    admin.does('CANCEL');
    expect([admin.at, admin.operation.name]).toEqual([home, null]);
    const { context } = admin;
    admin.takes(doneEvent(name, result));
    admin.takes(failedEvent(name, 'gave_up'));
    expect([admin.at, admin.context]).toEqual([home, context]);
  });
});

describe('while something is read', () => {
  test.each([
    ['the list', 'CARDS'],
    ['the statistics', 'STATISTICS'],
  ] as const)('%s may be left for anything else', (_, read) => {
    for (const [command, place] of [
      ['HOME', 'home'],
      ['CANCEL', 'home'],
      ['CARDS', 'cards.loading'],
      ['STATISTICS', 'statistics.loading'],
    ] as const) {
      const admin = createAdmin();
      admin.does(read);
      admin.does(command);
      expect(admin.at).toBe(place);
    }
  });

  test.each([
    ['a stale button', 'STALE', 'stale_button'],
    ['one step back', 'BACK', 'not_here'],
    ['a call for help', 'HELP', 'help'],
  ] as const)('%s is answered with what was read', (_, event, notice) => {
    const admin = createAdmin();
    admin.does('CARDS');
    const { id } = admin.operation;
    admin.does(event);
    expect([admin.at, admin.operation.id]).toEqual(['cards.loading', id]);
    admin.done(EMPTY_PAGE);
    expect([admin.at, admin.notice]).toEqual(['cards.shown', notice]);
  });

  test('a result that comes after leaving changes nothing', () => {
    const admin = createAdmin();
    admin.does('CARDS');
    admin.does('HOME');
    admin.takes(doneEvent('listCards', EMPTY_PAGE));
    expect([admin.at, admin.context.slice]).toEqual(['home', null]);
  });
});

describe('a command is never text', () => {
  const commands = [
    'admin',
    'start',
    'add',
    'cards',
    'stats',
    'skip',
    'back',
    'cancel',
    'help',
    'x',
  ];

  test.each(commands)('/%s becomes no name', (command) => {
    const admin = atName();
    admin.takes(commandEvent('1', command));
    expect(admin.card?.name ?? null).toBeNull();
  });

  test.each(commands)('/%s becomes no description', (command) => {
    const admin = atDescription();
    admin.takes(commandEvent('1', command));
    expect(admin.card?.description ?? '').toBe('');
  });
});
