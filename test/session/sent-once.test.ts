import { describe, expect, test } from 'vitest';
import { addCard, photo, text } from '../support/session/session-stage.ts';
import { admin, stage } from './on-stage.ts';

/** Has the screen shown by a run that gets it out but cannot note it, and then by another. */
async function showInTwoTries(): Promise<void> {
  stage.showing.showBy(async (request, signal, normally) => {
    await normally(request, signal);
    return { type: 'due', seconds: 0 };
  });
  await stage.show(admin);
  stage.showing.showBy((request, signal, normally) => normally(request, signal));
  await stage.show(admin);
}

describe('what is sent once', () => {
  test('is not sent again with a notice, nor after a show that failed behind it', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'));
    await stage.take(admin, text('First edition'));
    await stage.operateAll(admin);
    await showInTwoTries();
    await stage.go(admin, text('where is my code?'));
    expect(stage.showing.deliveries).toEqual([`qr:${card.cardId}`]);
    expect((await stage.row(admin)).delivered).toEqual([`qr:${card.cardId}`]);
  });

  test('is remembered part by part, and forgotten when four others came after it', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'));
    await stage.take(admin, text('First edition'));
    await stage.operateAll(admin);
    const key = `qr:${card.cardId}`;
    const parts = [key, `${key}:file`, `of another delivery:${key}:`];
    stage.showing.showBy(async ({ noteDelivered, revision }) => {
      for (const part of parts) await noteDelivered(part);
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
    await showInTwoTries();
    expect(stage.showing.screens.slice(-2)).toMatchObject([{ showOn: 77 }, { showOn: null }]);
  });

  test('is sent again when it is asked for again', async () => {
    const card = addCard();
    await stage.go(admin, card, photo(), text('Dragon'), text('First edition'), { type: 'QR' });
    expect(stage.showing.deliveries).toEqual([
      `qr:${card.cardId}`,
      expect.stringMatching(/^qr:\d+\.\d+$/),
    ]);
  });
});
