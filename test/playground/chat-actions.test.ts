import { expect, onTestFinished, test, vi } from 'vitest';
import { createChatActions } from '../../playground/state/chat-actions.ts';
import { createFeed } from '../../playground/state/feed.ts';

test('ends by itself after five seconds, counted from the last time it was shown', () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const feed = createFeed();
  const told: unknown[] = [];
  feed.listen((_id, name, data) => told.push([name, data]));
  const actions = createChatActions(feed);
  actions.show(7, 'typing');
  vi.advanceTimersByTime(4_000);
  actions.show(7, 'upload_photo');
  vi.advanceTimersByTime(4_999);
  expect(actions.current(7)).toBe('upload_photo');
  vi.advanceTimersByTime(1);
  expect(actions.current(7)).toBeNull();
  expect(told).toEqual([
    ['action', { phone: 7, action: 'typing' }],
    ['action', { phone: 7, action: 'upload_photo' }],
    ['action', { phone: 7, action: null }],
  ]);
});
