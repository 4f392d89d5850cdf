import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';
import { drawPicture } from './pictures.ts';

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
  phone = await playground.customer();
  await phone.send('/start');
});

afterAll(() => playground.close());

/** Uploads a file as a bot does; gives the message, or why it was refused. */
async function upload(
  type: 'photo' | 'document',
  bytes: Uint8Array,
  name = 'card.jpg',
  mime = 'image/jpeg',
) {
  const body = new FormData();
  body.set('chat_id', String(phone.id));
  body.set(type, new Blob([Uint8Array.from(bytes)], { type: mime }), name);
  const answer = await playground.api(`send${type}`, body);
  return answer.ok ? answer.result : answer.description;
}

async function download(file_id: string): Promise<Buffer> {
  const { result } = await playground.api('getFile', { file_id });
  const url = `${playground.url}/file/bot${playground.token}/${result.file_path}`;
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

describe('a photo', () => {
  test('comes in several sizes, none larger than it is or than 2,560 pixels', async () => {
    const { photo } = await upload('photo', await drawPicture(3_000, 1_500));
    expect(
      photo.map(({ width, height }: { width: number; height: number }) => [width, height]),
    ).toEqual([
      [90, 45],
      [320, 160],
      [800, 400],
      [1_280, 640],
      [2_560, 1_280],
    ]);
    const { photo: small } = await upload('photo', await drawPicture(100, 50));
    expect(small.map(({ width }: { width: number }) => width)).toEqual([90, 100]);
  });

  test('is made a JPEG, upright and without metadata, whatever it was', async () => {
    const png = await sharp(await drawPicture(60, 30, 'png'))
      .withExif({ IFD0: { Artist: 'someone' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { photo } = await upload('photo', png, 'card.png', 'image/png');
    expect(photo).toMatchObject([{ width: 30, height: 60 }]);
    const bytes = await download(photo[0].file_id);
    const { format, exif, orientation } = await sharp(bytes).metadata();
    expect({ format, exif, orientation }).toEqual({ format: 'jpeg' });
    expect(bytes).toHaveLength(photo[0].file_size);
  });

  test.each([
    ['more than 10,000 pixels in width and height', 9_000, 1_001],
    ['a ratio above 20', 2_100, 100],
  ])('is refused with %s', async (_what, width, height) => {
    expect(await upload('photo', await drawPicture(width, height))).toBe(
      'Bad Request: PHOTO_INVALID_DIMENSIONS',
    );
  });

  test('is refused if it is broken, no picture, empty or too big', async () => {
    const picture = await drawPicture(600, 400);
    const broken = 'Bad Request: IMAGE_PROCESS_FAILED';
    expect(await upload('photo', Buffer.from('<html></html>'))).toBe(broken);
    expect(await upload('photo', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe(
      broken,
    );
    expect(await upload('photo', picture.subarray(0, picture.length / 2))).toBe(broken);
    expect(await upload('photo', Buffer.alloc(0))).toBe('Bad Request: file must be non-empty');
    expect(await upload('photo', Buffer.alloc(10 * 1024 * 1024 + 1))).toBe(
      'Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes',
    );
  });

  test('can be sent again by any of its file ids', async () => {
    const { photo } = await upload('photo', await drawPicture(500, 400));
    const again = await playground.api('sendPhoto', { chat_id: phone.id, photo: photo[0].file_id });
    expect(again.result.photo).toEqual(photo);
  });
});

describe('a document', () => {
  test('is kept as it is, with its name and type, and a thumbnail if it is a picture', async () => {
    const bytes = await drawPicture(640, 480, 'png');
    const { document } = await upload('document', bytes, 'Карта.png', 'image/png');
    expect(document).toMatchObject({
      file_name: 'Карта.png',
      mime_type: 'image/png',
      file_size: bytes.length,
      thumbnail: { width: 320, height: 240 },
    });
    expect(await download(document.file_id)).toEqual(bytes);
  });

  test('may be anything', async () => {
    const { document } = await upload('document', Buffer.from('hello'), 'a.txt', 'text/plain');
    expect(document).not.toHaveProperty('thumbnail');
    expect((await download(document.file_id)).toString()).toBe('hello');
  });

  test('is refused above 50 MB', async () => {
    const big = Buffer.alloc(50 * 1024 * 1024 + 1);
    expect(await upload('document', big)).toBe('Request Entity Too Large');
  });
});

describe('a file id', () => {
  const send = async (type: 'photo' | 'document', file_id: string) => {
    const body = { chat_id: phone.id, [type]: file_id };
    return (await playground.api(`send${type}`, body)).description;
  };

  test('works for its own kind only', async () => {
    const { photo } = await upload('photo', await drawPicture(30, 20));
    const { document } = await upload('document', await drawPicture(30, 20));
    expect(await send('document', photo[0].file_id)).toBe(
      "Bad Request: can't use file of type Photo as Document",
    );
    expect(await send('photo', document.file_id)).toBe(
      "Bad Request: can't use file of type Document as Photo",
    );
    expect(await send('photo', document.thumbnail.file_id)).toBe(
      "Bad Request: can't use file of type Thumbnail as Photo",
    );
    expect(await send('document', document.thumbnail.file_id)).toBe(
      "Bad Request: can't use file of type Thumbnail as Document",
    );
  });

  test('is refused if it is unknown, malformed, missing or an address', async () => {
    expect(await send('photo', `AgAC${'x'.repeat(52)}`)).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    );
    expect(await send('photo', 'not a file id')).toContain(
      'wrong remote file identifier specified',
    );
    expect(await send('photo', '')).toBe('Bad Request: there is no photo in the request');
    expect(await send('photo', 'attach://nothing')).toBe(
      'Bad Request: there is no photo in the request',
    );
    expect(await send('photo', 'https://example.com/a.jpg')).toBe(
      'Bad Request: failed to get HTTP URL content',
    );
  });

  test('is of one bot only', async () => {
    const { photo } = await upload('photo', await drawPicture(30, 20));
    const other = await startPlayground();
    const elsewhere = await other.customer();
    await elsewhere.send('/start');
    const body = { chat_id: elsewhere.id, photo: photo[0].file_id };
    expect((await other.api('sendPhoto', body)).description).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    );
    await other.close();
  });
});

describe('getFile', () => {
  const getFile = async (file_id: string) =>
    (await playground.api('getFile', { file_id })).description;

  test('refuses unknown files and those above 20 MB', async () => {
    expect(await getFile('')).toBe('Bad Request: file_id not specified');
    expect(await getFile('nonsense!')).toBe('Bad Request: invalid file_id');
    expect(await getFile(`BQAC${'x'.repeat(52)}`)).toBe(
      'Bad Request: wrong file_id or the file is temporarily unavailable',
    );
    const big = await phone.sendPhoto(Buffer.alloc(20 * 1024 * 1024 + 1), { as: 'document' });
    expect(await getFile(big.document?.file_id ?? '')).toBe('Bad Request: file is too big');
  });

  test('gives a link that works for an hour', async () => {
    let now = Date.now();
    const aging = await startPlayground({ clock: { now: () => now } });
    const person = await aging.customer();
    const photo = await person.sendPhoto(await drawPicture(30, 20));
    const { result } = await aging.api('getFile', { file_id: photo.photo?.[0]?.file_id });
    const status = async (token = aging.token) =>
      (await fetch(`${aging.url}/file/bot${token}/${result.file_path}`)).status;
    expect(await status()).toBe(200);
    expect(await status(`1:${'a'.repeat(35)}`)).toBe(401);
    now += 59 * 60 * 1000;
    expect(await status()).toBe(200);
    now += 2 * 60 * 1000;
    expect(await status()).toBe(404);
    await aging.close();
  });
});

describe('an album', () => {
  const photos = async (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const { photo } = await upload('photo', await drawPicture(30 + index, 20));
        return { type: 'photo', media: photo[0].file_id as string };
      }),
    );
  const send = (media: unknown) => playground.api('sendMediaGroup', { chat_id: phone.id, media });

  test('has 2 to 10 parts that share an id, with captions of their own', async () => {
    const [first, ...rest] = await photos(10);
    const { result } = await send([{ ...first, caption: '<b>a</b>', parse_mode: 'HTML' }, ...rest]);
    expect(result).toHaveLength(10);
    expect(
      new Set(result.map((part: { media_group_id: string }) => part.media_group_id)).size,
    ).toBe(1);
    expect(result[0]).toMatchObject({ caption: 'a', caption_entities: [{ type: 'bold' }] });
    expect(result[1]).not.toHaveProperty('caption');
  });

  test('is refused with any other number of parts', async () => {
    expect((await send([])).description).toBe('Bad Request: there are no messages to send');
    expect((await send(await photos(1))).ok).toBe(false);
    expect((await send(await photos(11))).description).toBe(
      'Bad Request: too many messages to send as an album',
    );
  });

  test('mixes no photos with documents', async () => {
    const { document } = await upload('document', Buffer.from('a'));
    const mixed = [...(await photos(1)), { type: 'document', media: document.file_id }];
    expect((await send(mixed)).description).toBe(
      "Bad Request: document can't be mixed with other media types",
    );
  });

  test('is sent whole or not at all', async () => {
    const before = (await phone.messages()).length;
    const wrong = [...(await photos(1)), { type: 'photo', media: `AgAC${'x'.repeat(52)}` }];
    const after = before + 1;
    expect((await send(wrong)).description).toBe(
      'Bad Request: failed to send message #2 with the error message "Wrong file identifier/HTTP URL specified"',
    );
    expect(await phone.messages()).toHaveLength(after);
  });

  test.each([
    ['nothing', "can't parse media JSON object"],
    [{}, 'expected an Array of InputMedia'],
    [[1, 2], "can't parse InputMedia: expected an Object"],
    [[{ type: 'sticker' }, {}], 'can\'t parse InputMedia: type "sticker" is unsupported'],
  ])('is refused if it is malformed: %j', async (media, reason) => {
    expect((await send(media)).description).toBe(`Bad Request: ${reason}`);
  });
});
