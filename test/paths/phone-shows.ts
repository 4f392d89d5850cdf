import type { Message } from '@grammyjs/types';
import { expect } from 'vitest';
import { sliceOf } from '../../machines/session/slices.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { Expected } from '../machines/plan-rules.ts';
import type { Seen } from './seen.ts';

/** The chat on an admin's phone, oldest message first, and which message has the screen. */
export interface Chat {
  readonly messages: readonly Message[];
  readonly screenMessage: number | null;
}

/** Compares a chat with what a person is to see after a step, and `before` is what they saw until then. Throws where it differs. */
export function expectShown(
  { after, expected }: { readonly after: AdminSnapshot; readonly expected: Expected },
  seen: Seen,
  { before, now }: { readonly before: Chat; readonly now: Chat },
): void {
  const old = new Set(before.messages.map(({ message_id: id }) => id));
  const came = now.messages.filter(({ from, message_id: id }) => from?.is_bot && !old.has(id));
  if (typeof expected === 'string') {
    expect(came, 'nothing is said').toEqual([]);
    expect(screenOf(now), 'the screen is left alone').toEqual(screenOf(before));
    return;
  }
  expectSent(came, expected.sends, after);
  if (isSilent(after)) {
    expect(came.filter(({ text }) => text !== undefined)).toEqual([]);
    expect(screenOf(now), 'the screen stays while there is nothing to say').toEqual(
      screenOf(before),
    );
    return;
  }
  const screen = screenOf(now);
  for (const part of seen.says) expect(screen?.text).toContain(part);
  expect(labelsOf(screen)).toEqual(seen.offers);
  const others = now.messages.filter(({ message_id: id }) => id !== now.screenMessage);
  expect(others.flatMap(labelsOf), 'only the newest screen has buttons').toEqual([]);
}

/** While an operation runs, a screen comes only to say that it does. */
function isSilent(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('busy') && snapshot.context.notice?.code !== 'still_saving';
}

/** What is sent once: the QR code as a picture to look at and as a file to print, or the card's two photos. */
function expectSent(
  came: readonly Message[],
  sends: 'qr' | 'photos' | null,
  { context }: AdminSnapshot,
): void {
  const kinds = came.flatMap(({ photo, document }) => {
    if (photo !== undefined) return ['photo'];
    return document === undefined ? [] : ['file'];
  });
  const wanted = { qr: ['photo', 'file'], photos: ['photo'] };
  expect(kinds).toEqual(sends === null ? [] : wanted[sends]);
  if (sends !== 'qr') return;
  const code =
    context.kept.addCard?.code ?? sliceOf('openedCard', context)?.card?.code ?? 'no code';
  const caption = came.find(({ photo }) => photo !== undefined)?.caption;
  expect(caption, 'the QR code is that of the card').toContain(`start=${code}`);
}

function screenOf({ messages, screenMessage }: Chat): Message | undefined {
  return messages.find(({ message_id: id }) => id === screenMessage);
}

function labelsOf(message: Message | undefined): string[] {
  return message?.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [];
}
