import { describe, expect, onTestFinished, test } from 'vitest';
import type { PlaygroundOptions } from '../../playground/server.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { request } from '../support/playground/playground-request.ts';

async function start(options: Partial<PlaygroundOptions> = {}) {
  const playground = await startPlayground(options);
  onTestFinished(() => playground.close());
  const phone = await playground.customer();
  /** Polls once; gives the updates, or why it was refused. */
  async function poll(parameters: Record<string, unknown> = {}) {
    const body = await playground.api('getUpdates', parameters);
    return body.ok ? body.result : body.description;
  }
  return { playground, phone, poll };
}

const ids = (updates: { update_id: number }[]) => updates.map(({ update_id }) => update_id);

describe('getUpdates', () => {
  test('gives what is not confirmed again, and forgets what is', async () => {
    const { phone, poll } = await start();
    await phone.send('one');
    await phone.send('two');
    const first = await poll();
    expect(first).toMatchObject([{ message: { text: 'one' } }, { message: { text: 'two' } }]);
    expect(await poll({ offset: first[0].update_id })).toEqual(first);
    expect(await poll({ offset: first[1].update_id })).toEqual(first.slice(1));
    expect(await poll({ limit: 100 })).toEqual(first.slice(1));
  });

  test('has nothing left to wait when everything is confirmed', async () => {
    const { playground, phone, poll } = await start();
    const waiting = () => request(playground.url, 'GET', '/updates');
    await phone.send('one');
    expect(await waiting()).toEqual({ waiting: 1 });
    const [first] = await poll();
    await poll({ offset: first.update_id + 1 });
    expect(await waiting()).toEqual({ waiting: 0 });
  });

  test('gives rising ids, at most as many as asked for', async () => {
    const { phone, poll } = await start();
    for (const text of ['a', 'b', 'c']) await phone.send(text);
    const [first, second, ...rest] = ids(await poll({ limit: 2 }));
    expect(rest).toEqual([]);
    expect(second).toBe((first ?? 0) + 1);
  });

  test('limits the batch to one when an offset is repeated at once', async () => {
    const { phone, poll } = await start();
    for (const text of ['a', 'b', 'c']) await phone.send(text);
    expect(await poll()).toHaveLength(3);
    expect(await poll()).toHaveLength(1);
  });

  test('waits for the first update', async () => {
    const { playground, phone, poll } = await start();
    const waiting = poll({ timeout: 50 });
    await playground.api('getMe');
    await phone.send('late');
    expect(await waiting).toMatchObject([{ message: { text: 'late' } }]);
  });

  test('gives an album that comes while it waits in one batch', async () => {
    const { playground, phone, poll } = await start();
    const waiting = poll({ timeout: 50 });
    await playground.api('getMe');
    await phone.sendAlbum([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')], {
      as: 'document',
    });
    expect(await waiting).toHaveLength(3);
    expect((await playground.calls('getUpdates')).length).toBe(1);
  });

  test('counts a negative offset from the end and forgets what lies before', async () => {
    const { phone, poll } = await start();
    for (const text of ['a', 'b', 'c']) await phone.send(text);
    expect(await poll({ offset: -1 })).toMatchObject([{ message: { text: 'c' } }]);
    expect(await poll()).toHaveLength(1);
  });

  test('takes no offset for a confirmation that lies beyond all ids', async () => {
    const { phone, poll } = await start();
    await phone.send('a');
    expect(await poll({ offset: 2_000_000_000 })).toHaveLength(1);
    expect(await poll()).toHaveLength(1);
  });

  test('remembers which kinds of updates the bot wants', async () => {
    const { playground, phone, poll } = await start();
    await poll({ allowed_updates: ['callback_query', 'nonsense'] });
    await phone.send('unwanted');
    await phone.pressData(1, 'wanted');
    expect(await poll({ offset: 1 })).toMatchObject([{ callback_query: { data: 'wanted' } }]);
    expect((await playground.api('getWebhookInfo')).result).toMatchObject({
      allowed_updates: ['callback_query'],
      pending_update_count: 1,
    });
    await poll({ offset: 2, allowed_updates: [] });
    await phone.send('wanted again');
    expect(await poll({ offset: 3 })).toHaveLength(2);
  });

  test('ends an earlier poll that waits with a 409', async () => {
    const { playground, poll } = await start();
    const earlier = poll({ offset: 1, timeout: 50 });
    await playground.api('getMe');
    const later = poll({ offset: 2, timeout: 1 });
    expect(await earlier).toBe(
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    expect(await later).toEqual([]);
  });

  test('is refused beside a webhook, also while it waits', async () => {
    const { playground, poll } = await start();
    const waiting = poll({ timeout: 50 });
    await playground.api('getMe');
    expect((await playground.api('setWebhook', { url: 'http://127.0.0.1:9/' })).ok).toBe(true);
    expect(await waiting).toBe('Conflict: terminated by setWebhook request');
    expect(await poll()).toContain("can't use getUpdates method while webhook is active");
    await playground.api('deleteWebhook');
    expect(await poll({ offset: 5 })).toEqual([]);
  });

  test('loses nothing when the bot hangs up while it waits', async () => {
    const { playground, phone, poll } = await start();
    const controller = new AbortController();
    const address = `${playground.url}/bot${playground.token}/getUpdates?timeout=50`;
    const hanging = fetch(address, { signal: controller.signal }).catch(() => 'hung up');
    controller.abort();
    expect(await hanging).toBe('hung up');
    await phone.send('kept');
    expect(await poll({ offset: 1 })).toMatchObject([{ message: { text: 'kept' } }]);
  });
});

describe('an update', () => {
  test('is given up after a day, a press after 150 seconds', async () => {
    let now = Date.now();
    const { phone, poll } = await start({ clock: { now: () => now } });
    const { message_id } = await phone.send('a');
    await phone.pressData(message_id, 'b');
    expect(await poll({ offset: 1 })).toHaveLength(2);
    now += 151_000;
    expect(await poll({ offset: 2 })).toMatchObject([{ message: { text: 'a' } }]);
    now += 24 * 60 * 60 * 1000;
    expect(await poll({ offset: 3 })).toEqual([]);
  });

  test('may be dropped with all others', async () => {
    const { playground, phone, poll } = await start();
    await phone.send('a');
    await playground.api('deleteWebhook', { drop_pending_updates: true });
    expect(await poll()).toEqual([]);
  });

  test('may be anything that a test makes up', async () => {
    const { playground, poll } = await start();
    const update_id = await playground.update({
      purchased_paid_media: { from: { id: 1 } },
      update_id: 7,
    });
    expect(await poll()).toEqual([{ update_id, purchased_paid_media: { from: { id: 1 } } }]);
  });
});
