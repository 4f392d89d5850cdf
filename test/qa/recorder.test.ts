import { expect, test } from 'vitest';
import { createRecorder } from '../../qa/record/recorder.ts';
import type { Action } from '../../qa/record/recording.ts';
import { adminAtHome, botMessage, lookAt } from './looks.ts';

const START: Action = { do: 'text', phone: 'admin', text: '/start' };
const ADD: Action = { do: 'text', phone: 'admin', text: '/add' };
const menu = adminAtHome([botMessage(1, 'cardseal\n\nRegister a card', { 'Add a card': 'add:1' })]);

/** A time after everything that was done. */
const later = (ms = 1) => performance.now() + ms;

test('a step is settled when everything was done, by a look that began after it', () => {
  const recorder = createRecorder();
  const begun = performance.now();
  recorder.begin(START).done();
  recorder.see(lookAt(menu), begun - 1);
  expect(recorder.steps()[0]?.progress).toBe('settling');
  recorder.see(lookAt(menu, { waiting: 1 }), later());
  expect(recorder.steps()[0]?.progress).toBe('settling');
  recorder.see(lookAt(menu), later());
  expect(recorder.recording('x').steps).toEqual([
    {
      action: START,
      compared: true,
      after: {
        rest: true,
        bot: 'running',
        waiting: false,
        phones: {
          admin: {
            state: 'home',
            notice: null,
            operation: null,
            shown: true,
            says: 'cardseal',
            offers: ['Add a card'],
          },
        },
      },
    },
  ]);
});

test('with a fault on, what no longer changes is settled, though not everything was done', () => {
  const recorder = createRecorder();
  recorder.begin(START).done();
  const waits = lookAt(menu, { waiting: 1, faults: ['database'] });
  const at = later();
  recorder.see(waits, at);
  recorder.see(waits, at + 1_000);
  expect(recorder.steps()[0]?.progress).toBe('settling');
  recorder.see(waits, at + 2_000);
  expect(recorder.recording('x').steps[0]?.after).toMatchObject({ rest: false, waiting: true });
});

test('without a fault nothing is settled before everything was done', () => {
  const recorder = createRecorder();
  recorder.begin(START).done();
  recorder.see(lookAt(menu, { waiting: 1 }), later());
  recorder.see(lookAt(menu, { waiting: 1 }), later(60_000));
  expect(() => recorder.recording('x')).toThrow('The bot is still at work');
});

test('a step that is overtaken is not compared; one that is refused is no step', () => {
  const recorder = createRecorder();
  recorder.begin(START).done();
  recorder.begin(ADD).refused();
  recorder.begin(ADD).done();
  recorder.see(lookAt(menu), later());
  const { steps } = recorder.recording('x');
  expect(steps.map(({ action, compared }) => [action, compared])).toEqual([
    [START, false],
    [ADD, true],
  ]);
});

test('codes are hidden in what a phone shows', () => {
  const recorder = createRecorder();
  recorder.begin(START).done();
  const shows = adminAtHome([
    botMessage(1, 'Code WM4F-35X9-30JR', { 'WM4F35X930JR · 1': 'add:1' }),
  ]);
  recorder.see(lookAt(shows, { codes: ['WM4F35X930JR'] }), later());
  expect(recorder.steps()[0]?.after?.phones.admin).toMatchObject({
    says: 'Code {card 1}',
    offers: ['{card 1} · 1'],
  });
});
