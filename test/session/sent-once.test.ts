import { describe, expect, test } from 'vitest';
import { addCard, photo, text } from '../support/session-stage.ts';
import { admin, stage } from './on-stage.ts';

describe('what is sent once', () => {
  test('is not sent again with a notice, nor after a show that failed behind it', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'));
    await stage.take(admin, text('First edition'));
    await stage.operateAll(admin);
    stage.showing.showBy(async (request, signal, normally) => {
      await normally(request, signal);
      return { type: 'due', at: new Date() };
    });
    await stage.show(admin);
    stage.showing.showBy((request, signal, normally) => normally(request, signal));
    await stage.show(admin);
    await stage.go(admin, text('where is my code?'));
    expect(stage.showing.deliveries).toEqual([`qr:${card.cardId}`]);
    expect((await stage.row(admin)).delivered).toEqual([`qr:${card.cardId}`]);
  });

  test('is remembered part by part, and forgotten when four others came after it', async () => {
    await stage.go(admin, addCard(), photo(), text('Dragon'));
    await stage.take(admin, text('First edition'));
    await stage.operateAll(admin);
    const parts: string[] = [];
    stage.showing.showBy(async ({ snapshot, noteDelivered, revision }) => {
      for (const { key } of snapshot.context.deliveries) {
        if (parts.length === 0) parts.push(key, `${key}:file`, `other:${key}:`);
      }
      if (parts.length > 0) for (const part of parts) await noteDelivered(part);
      return { type: 'shown', message: revision };
    });
    await stage.show(admin);
    expect((await stage.row(admin)).delivered).toEqual(parts);
    await stage.take(admin, text('where is my code?'));
    expect((await stage.row(admin)).delivered).toEqual(parts.slice(0, 2));
    for (let n = 0; n < 3; n++) await stage.take(admin, { type: 'QR' });
    expect((await stage.row(admin)).delivered).toEqual(parts.slice(0, 2));
    await stage.take(admin, { type: 'QR' });
    expect((await stage.row(admin)).delivered).toEqual([]);
  });

  test('stands above its screen, also when another run shows that: it is no longer put on the pressed message', async () => {
    await stage.go(admin, addCard(), photo(), text('Dragon'));
    const { revision } = await stage.row(admin);
    await stage.take(admin, { type: 'SKIP' }, { press: { message: 77, revision, data: 'skip' } });
    await stage.operateAll(admin);
    expect((await stage.row(admin)).showOnMessage).toBe(77);
    stage.showing.showBy(async (request, signal, normally) => {
      await normally(request, signal);
      return { type: 'due', at: new Date() };
    });
    await stage.show(admin);
    stage.showing.showBy((request, signal, normally) => normally(request, signal));
    await stage.show(admin);
    expect(stage.showing.screens.slice(-2)).toMatchObject([{ showOn: 77 }, { showOn: null }]);
  });

  test('is sent again when it is asked for again', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'), text('First edition'), { type: 'QR' });
    expect(stage.showing.deliveries).toEqual([
      `qr:${card.cardId}`,
      expect.stringMatching(/^qr:\d+$/),
    ]);
  });
});
