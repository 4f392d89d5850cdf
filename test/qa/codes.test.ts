import { expect, test } from 'vitest';
import { fillInCodes, hideCodes } from '../../qa/record/codes.ts';

const CODES = ['WM4F35X930JR', '44AZC5YXFWC3'];

test.each([
  ['as it is printed', 'Code WM4F-35X9-30JR', 'Code {card 1}'],
  ['in a link', 'https://t.me/bot?start=44AZC5YXFWC3', 'https://t.me/bot?start={card 2}'],
  ['as a person types it', 'wm4f 35x9 30jr', '{card 1}'],
  ['more than once', 'WM4F35X930JR WM4F35X930JR', '{card 1} {card 1}'],
])('a code %s is hidden', (_form, text, hidden) => {
  expect(hideCodes(text, CODES)).toBe(hidden);
});

test('what is no code of a card stays', () => {
  expect(hideCodes('7K2M-9QXD-4TJE', CODES)).toBe('7K2M-9QXD-4TJE');
});

test('another play fills its own codes in', () => {
  expect(fillInCodes('/start {card 2}', ['A', 'B'])).toBe('/start B');
});

test('a card that this play does not have is said', () => {
  expect(() => fillInCodes('{card 3}', CODES)).toThrow('there is no card 3 in this play');
});
