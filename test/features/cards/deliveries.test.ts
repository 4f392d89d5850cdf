import { beforeEach, describe, expect, test } from 'vitest';
import { createCardDeliveries } from '../../../src/features/cards/deliveries.ts';
import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import type { Message } from '../../../src/screens/message.ts';
import { LONGEST_CAPTION, parsedLength } from '../../../src/text/html.ts';

const CODE = '7K2M9QXD4TJE';
const CARD = '3c9a2f6e-5b1d-4e0a-9c7b-8d2f4a6e1b03';
const translator = loadCatalogue().createTranslator('en');

/** What the database says to statements of these names. */
let rows: Record<string, unknown[]>;
let statements: string[];
let deliveries: ReturnType<typeof createCardDeliveries>;

beforeEach(() => {
  [rows, statements] = [{}, []];
  const run = async ({ name }: { name: string }) => {
    statements.push(name);
    return rows[name] ?? [];
  };
  deliveries = createCardDeliveries({
    database: { run } as never,
    showables: { pictureOf: (...of: unknown[]) => of } as never,
    botUsername: 'cards_bot',
  });
});

describe('the picture of a card', () => {
  const parts = () =>
    deliveries.photos.partsOf({ kind: 'photos', key: 'k', cardId: CARD }, translator);

  test('is one message without a text, as it is known by then', async () => {
    const picture = { shows: 'both', key: 'p', fileId: 'f', fileBotId: 1 };
    rows.picture_of = [picture];
    const [part, ...others] = parts();
    expect([part?.key, others, statements]).toEqual(['k', [], []]);
    const message = await part?.message();
    expect(message).toMatchObject({ type: 'picture', pictures: [CARD, picture] });
    if (message?.type !== 'picture') throw new Error('no picture');
    expect(message.textFor('both', 1024)).toBeNull();
    expect(message.textFor('no_photos', 1024)).toBeNull();
    expect(message.textFor('photos_away', 1024)?.text).toContain('cannot be shown right now');
  });
});

describe('the label of a card', () => {
  const parts = () => deliveries.qr.partsOf({ kind: 'qr', key: 'k', code: CODE }, translator);

  /** The messages that it is made of, in order. */
  const messages = () => Promise.all(parts().map((part) => part.message()));

  test('is a photo to look at and a file to print, each noted by its own key', async () => {
    rows.card_name = [{ name: 'Griffin & co' }];
    expect(parts().map(({ key }) => key)).toEqual(['k', 'k:file']);
    expect(statements).toEqual([]);
    expect(await messages()).toEqual([
      {
        type: 'file',
        sentAs: 'photo',
        name: 'qr.png',
        bytes: expect.any(Buffer),
        caption: expect.stringContaining(`start=${CODE}`),
      },
      {
        type: 'file',
        sentAs: 'document',
        name: 'cardseal-7K2M-9QXD-4TJE.png',
        bytes: expect.any(Buffer),
        caption: expect.stringContaining('Griffin &amp; co'),
      },
    ]);
  });

  test('has captions that fit, however long the name is, and keeps the code', async () => {
    rows.card_name = [{ name: 'W'.repeat(4_000) }];
    const captions = (await messages()).map(captionOf);
    for (const caption of captions) {
      expect(parsedLength(caption)).toBe(LONGEST_CAPTION);
      expect(caption).toContain('W…');
    }
    expect(captions[0]).toContain('7K2M-9QXD-4TJE');
  });

  test('is not sent of a card that is gone, which is said once', async () => {
    expect(await messages()).toEqual([
      { type: 'text', text: expect.stringContaining('no longer exists'), buttons: [] },
      null,
    ]);
  });
});

function captionOf(message: Message | null): string {
  return message?.type === 'file' ? message.caption : '';
}
