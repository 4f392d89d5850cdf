import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createPhotoNormaliser } from '../../src/images/normalise-photo.ts';
import { animatedPng, bomb, colourAt, noise, twoColours } from './pictures.ts';

const normalise = createPhotoNormaliser();

const near = (colour: readonly number[]) =>
  expect.toSatisfy((found: readonly number[]) =>
    colour.every((part, index) => Math.abs(part - (found[index] ?? Number.NaN)) <= 12),
  );
const RED = near([255, 0, 0]);
const BLUE = near([0, 0, 255]);
const WHITE = near([255, 255, 255]);

test.each([
  'jpeg',
  'png',
  'webp',
] as const)('a %s becomes a JPEG of the same size', async (format) => {
  const input = await (await twoColours(300, 200)).toFormat(format).toBuffer();
  const photo = await normalise(input);
  expect(photo).toMatchObject({ width: 300, height: 200, size: photo.bytes.length });
  expect(photo.sha256).toBe(createHash('sha256').update(photo.bytes).digest('hex'));
  expect(await sharp(photo.bytes).metadata()).toMatchObject({
    format: 'jpeg',
    space: 'srgb',
    width: 300,
    height: 200,
    channels: 3,
    depth: 'uchar',
  });
  expect(await colourAt(photo.bytes, 150, 20)).toEqual(RED);
  expect(await colourAt(photo.bytes, 150, 180)).toEqual(BLUE);
});

test('the longest side becomes 2560 and a smaller picture is not enlarged', async () => {
  expect(await normalise(bomb(4000, 3000))).toMatchObject({ width: 2560, height: 1920 });
  expect(await normalise(bomb(1000, 5120))).toMatchObject({ width: 500, height: 2560 });
  const small = await noise(64, 64).png().toBuffer();
  expect(await normalise(small)).toMatchObject({ width: 64, height: 64 });
});

test.each([
  1, 2, 3, 4, 5, 6, 7, 8,
])('a picture with EXIF orientation %i comes out upright', async (orientation) => {
  const input = await (await twoColours(300, 200)).withMetadata({ orientation }).jpeg().toBuffer();
  const { bytes, width, height } = await normalise(input);
  expect([width, height]).toEqual(orientation < 5 ? [300, 200] : [200, 300]);
  expect((await sharp(bytes).metadata()).orientation).toBeUndefined();

  // Where the upper edge of the stored picture belongs. Source: EXIF 2.3, table 6, tag 274.
  const [left, top] = { 1: [150, 20], 2: [150, 20], 3: [150, 180], 4: [150, 180] }[orientation] ?? [
    [5, 6].includes(orientation) ? (orientation === 5 ? 20 : 180) : orientation === 7 ? 180 : 20,
    150,
  ];
  expect(await colourAt(bytes, left ?? 0, top ?? 0)).toEqual(RED);
});

test('metadata, among it where the photo was taken, is gone', async () => {
  const input = await noise(200, 200)
    .withExif({
      IFD0: { Copyright: 'SECRET-OWNER', Make: 'SECRET-PHONE' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 56/1 0/1' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>')
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
  expect(await sharp(input).metadata()).toHaveProperty('exif');
  expect(input.includes('SECRET-OWNER')).toBe(true);

  const { bytes } = await normalise(input);
  const left = await sharp(bytes).metadata();
  expect(left).not.toHaveProperty('exif');
  expect(left).not.toHaveProperty('xmp');
  expect(left).not.toHaveProperty('iptc');
  expect(left).not.toHaveProperty('icc');
  expect(bytes.includes('SECRET')).toBe(false);
});

test('a CMYK picture keeps its look', async () => {
  const input = await (await twoColours(300, 200)).toColourspace('cmyk').jpeg().toBuffer();
  expect(await sharp(input).metadata()).toMatchObject({ space: 'cmyk' });
  const { bytes } = await normalise(input);
  expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
  const [red = 0, green = 255, blue = 255] = await colourAt(bytes, 150, 20);
  expect(red).toBeGreaterThan(180);
  expect(Math.max(green, blue)).toBeLessThan(100);
});

test('a wide-gamut picture is brought to sRGB', async () => {
  const input = await (await twoColours(300, 200)).withIccProfile('p3').png().toBuffer();
  expect(await colourAt((await normalise(input)).bytes, 150, 20)).toEqual(RED);
});

test('grey, 16-bit, progressive and interlaced pictures are taken', async () => {
  const pictures = [
    noise(200, 100).greyscale().jpeg(),
    noise(200, 100).toColourspace('rgb16').png(),
    noise(200, 100).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
    noise(200, 100).png({ progressive: true }),
    noise(200, 100).png({ palette: true }),
    noise(200, 100).webp({ lossless: true }),
  ];
  for (const picture of pictures) {
    const { bytes } = await normalise(await picture.toBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
  }
});

test('what is transparent becomes white', async () => {
  const clear = { width: 100, height: 100, channels: 4 as const, background: '#00000000' };
  for (const format of ['png', 'webp'] as const) {
    const input = await sharp({ create: clear }).toFormat(format).toBuffer();
    expect(await colourAt((await normalise(input)).bytes, 50, 50)).toEqual(WHITE);
  }
});

test('of an animated picture the first frame is taken', async () => {
  const frames = ['#ff0000', '#0000ff'].map((background) =>
    sharp({ create: { width: 100, height: 100, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  const webp = await sharp(await Promise.all(frames), { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
  expect((await sharp(webp).metadata()).pages).toBe(2);
  for (const input of [webp, animatedPng(100)]) {
    const photo = await normalise(input);
    expect(photo).toMatchObject({ width: 100, height: 100 });
    expect(await colourAt(photo.bytes, 50, 50)).toEqual(RED);
  }
});

test('what hangs behind a picture is not kept', async () => {
  const tail = Buffer.from('PK\x03\x04 a hidden archive <script>');
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    const picture = await noise(200, 100).toFormat(format).toBuffer();
    const { bytes } = await normalise(Buffer.concat([picture, tail]));
    expect(bytes.includes('hidden archive')).toBe(false);
  }
});

test('the same picture gives the same bytes, also when many are waiting', async () => {
  const input = await noise(800, 600).jpeg().toBuffer();
  const photos = await Promise.all(Array.from({ length: 6 }, () => normalise(input)));
  expect(new Set(photos.map(({ sha256 }) => sha256)).size).toBe(1);
  const other = createPhotoNormaliser({ places: 3 });
  expect((await other(input)).sha256).toBe(photos[0]?.sha256);
});

test('the noisiest photo is still small enough for Telegram', async () => {
  const input = await noise(2560, 2560).jpeg({ quality: 100 }).toBuffer();
  const { size, width, height } = await normalise(input);
  expect(size).toBeLessThanOrEqual(10_000_000);
  expect(width + height).toBeLessThanOrEqual(10_000);
});

test.each(['gif', 'tiff'] as const)('a %s is refused', async (format) => {
  const input = await noise(100, 100).toFormat(format).toBuffer();
  await expect(normalise(input)).rejects.toMatchObject({ code: 'image_format', retryable: false });
});

test.each([
  [
    'an SVG that names a file',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
  ],
  ['an HTML page', '<!doctype html><title>photo.jpg</title>'],
  ['a BMP', `BM${'\0'.repeat(100)}`],
  ['a PDF', '%PDF-1.7'],
  ['a RIFF that is a sound', 'RIFF\0\0\0\0WAVEfmt '],
  ['one byte', '\xff'],
])('%s is refused', async (_, text) => {
  const input = Buffer.from(text, 'latin1');
  await expect(normalise(input)).rejects.toMatchObject({ code: 'image_format' });
});

test.each([
  ['a HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['a HEIF of another brand', '\0\0\0\x18ftypabcd\0\0\0\0mif1heic'],
  ['a sequence of HEVC', '\0\0\0\x18ftyphevc\0\0\0\0msf1hevc'],
])('%s is refused, and may come as a photo', async (_, text) => {
  const input = Buffer.from(text, 'latin1');
  await expect(normalise(input)).rejects.toMatchObject({ code: 'image_heif', retryable: false });
});

test('an AVIF is refused in the same way, and a video is not', async () => {
  const avif = await noise(100, 100).avif().toBuffer();
  await expect(normalise(avif)).rejects.toMatchObject({ code: 'image_heif' });
  const video = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1');
  await expect(normalise(video)).rejects.toMatchObject({ code: 'image_format' });
});

test('a picture that lies about its kind is refused', async () => {
  const png = await noise(100, 100).png().toBuffer();
  const lies = [
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), png]),
    Buffer.concat([png.subarray(0, 8), await noise(100, 100).jpeg().toBuffer()]),
    Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from('<svg></svg>')]),
  ];
  for (const lie of lies) {
    await expect(normalise(lie)).rejects.toMatchObject({ code: 'image_broken' });
  }
});

test('an empty file is refused', async () => {
  await expect(normalise(Buffer.alloc(0))).rejects.toMatchObject({ code: 'image_broken' });
});

test.each(['jpeg', 'png', 'webp'] as const)('a %s that is cut off is refused', async (format) => {
  const whole = await noise(1000, 800).toFormat(format).toBuffer();
  for (const part of [0.02, 0.5, 0.9, 0.99]) {
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    await expect(normalise(cut)).rejects.toMatchObject({ code: 'image_broken' });
  }
});

test.each([
  [15_000, 15_000],
  [30_000, 30_000],
  [8200, 8200],
])('a bomb of %i×%i pixels is refused before it goes off', async (width, height) => {
  const input = bomb(width, height);
  expect(input.length).toBeLessThan(200_000);
  await expect(normalise(input)).rejects.toMatchObject({ code: 'image_too_large' });
});

test('more bytes than a bot may download are refused', async () => {
  const input = Buffer.concat([
    await noise(100, 100).jpeg().toBuffer(),
    Buffer.alloc(20 * 1024 * 1024),
  ]);
  await expect(normalise(input)).rejects.toMatchObject({ code: 'image_too_large' });
});

test('a 64-megapixel photo of a phone is taken', async () => {
  const input = await sharp(bomb(9248, 6936)).jpeg().toBuffer();
  expect(await normalise(input)).toMatchObject({ width: 2560, height: 1920 });
});

test.each([
  [1, 1, 'image_too_small'],
  [63, 64, 'image_too_small'],
  [2000, 99, 'image_ratio'],
  [10_000, 1, 'image_ratio'],
])('a picture of %i×%i is refused: %s', async (width, height, code) => {
  for (const input of [bomb(width, height), bomb(height, width)]) {
    await expect(normalise(input)).rejects.toMatchObject({ code });
  }
});

test('a picture of the widest ratio is taken', async () => {
  expect(await normalise(bomb(2000, 100))).toMatchObject({ width: 2000, height: 100 });
});

test('whoever gives up while waiting is let go, and the others get theirs', async () => {
  const input = await noise(1500, 1500).jpeg().toBuffer();
  const controller = new AbortController();
  const first = normalise(input);
  const second = normalise(input, controller.signal);
  const third = normalise(input);
  controller.abort(new Error('the job was ended'));
  await expect(second).rejects.toThrow('the job was ended');
  expect((await first).sha256).toBe((await third).sha256);
  await expect(normalise(input, controller.signal)).rejects.toThrow('the job was ended');
});

test('a refused picture hinders none after it', async () => {
  const broken = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('no picture')]);
  const good = await noise(100, 100).jpeg().toBuffer();
  const results = await Promise.allSettled(
    [broken, good, broken, good].map((one) => normalise(one)),
  );
  expect(results.map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});
