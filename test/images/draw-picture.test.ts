import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawPicture } from '../../src/images/draw-picture.ts';
import { PhotoError } from '../../src/images/photo-error.ts';
import { colourAt, noise } from './pictures.ts';

const RED = '#ff0000';
const BLUE = '#0000ff';

function plain(background: string, width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

async function drawn(original: Buffer, packaged: Buffer) {
  const bytes = await drawPicture(original, packaged);
  const { width, height, format, channels, exif } = await sharp(bytes).metadata();
  return { bytes, width, height, format, channels, exif };
}

function isAbout(
  [r = 0, g = 0, b = 0]: number[],
  [red = 0, green = 0, blue = 0]: number[],
): boolean {
  return Math.max(Math.abs(r - red), Math.abs(g - green), Math.abs(b - blue)) < 16;
}

describe('the picture of a card', () => {
  test.each([
    ['two portraits', [1920, 2560], [1920, 2560], 1.51],
    ['a landscape and a portrait', [2560, 1920], [1440, 2560], 1.91],
    ['two landscapes', [2560, 1440], [2560, 1440], 3.58],
    ['two small ones', [64, 80], [80, 64], 2.35],
    ['one of 20 to 1, standing and lying', [128, 2560], [2560, 128], 2.52],
    ['two ribbons', [2560, 128], [2560, 128], 4.04],
    ['two poles', [128, 2560], [128, 2560], 1.01],
  ] as const)('has the original left and the packaged one right: %s', async (_, one, other, ratio) => {
    const { bytes, width, height, format } = await drawn(
      await plain(RED, one[0], one[1]),
      await plain(BLUE, other[0], other[1]),
    );
    expect(format).toBe('jpeg');
    expect(Math.max(width, height)).toBeLessThanOrEqual(2560);
    expect(width / height).toBeCloseTo(ratio, 1);
    const middle = Math.floor(height / 2);
    const share = await shares(bytes);
    expect(share.left).toBe('red');
    expect(share.right).toBe('blue');
    expect(isAbout(await colourAt(bytes, share.gap, middle), [141, 148, 155])).toBe(true);
  });

  test('makes both equally high, however large they are', async () => {
    const { bytes, width, height } = await drawn(
      await plain(RED, 300, 400),
      await plain(BLUE, 1920, 2560),
    );
    expect([width, height]).toEqual([2558, 1690]);
    for (const top of [2, height - 3]) {
      expect(isAbout(await colourAt(bytes, 600, top), [254, 0, 0])).toBe(true);
      expect(isAbout(await colourAt(bytes, width - 600, top), [0, 0, 254])).toBe(true);
    }
  });

  test('is the same for the same photos, and has no metadata', async () => {
    const [one, other] = [await plain(RED, 300, 400), await plain(BLUE, 400, 300)];
    const first = await drawn(one, other);
    expect(await drawPicture(one, other)).toEqual(first.bytes);
    expect(await drawPicture(other, one)).not.toEqual(first.bytes);
    expect(first.exif).toBeUndefined();
  });

  test('is in colour where one photo is grey', async () => {
    const grey = await sharp(await plain('#777777', 300, 400))
      .greyscale()
      .jpeg()
      .toBuffer();
    const { bytes, width, channels } = await drawn(grey, await plain(BLUE, 300, 400));
    expect(channels).toBe(3);
    expect(isAbout(await colourAt(bytes, width - 50, 50), [0, 0, 254])).toBe(true);
    expect(isAbout(await colourAt(bytes, 50, 50), [119, 119, 119])).toBe(true);
  });

  test('of the noisiest photos fits into what Telegram takes', async () => {
    const worst = await noise(1920, 2560).jpeg({ quality: 100 }).toBuffer();
    expect((await drawPicture(worst, worst)).length).toBeLessThan(10_000_000);
  });

  test.each([
    ['what is no picture', async () => Buffer.from('no picture')],
    ['half a picture', async () => (await plain(RED, 900, 900)).subarray(0, 400)],
    ['nothing', async () => Buffer.alloc(0)],
    ['more pixels than a kept photo has', () => plain(RED, 5000, 2000)],
  ])('is refused of %s', async (_, make) => {
    const bad = await make();
    const good = await plain(BLUE, 300, 400);
    await expect(drawPicture(bad, good)).rejects.toBeInstanceOf(PhotoError);
    await expect(drawPicture(good, bad)).rejects.toBeInstanceOf(PhotoError);
  });
});

/** What colour stands left and right of the middle row, and a place of the gap between them. */
async function shares(bytes: Buffer): Promise<{ left: string; right: string; gap: number }> {
  const { width = 0, height = 0 } = await sharp(bytes).metadata();
  const row = await sharp(bytes)
    .extract({ left: 0, top: Math.floor(height / 2), width, height: 1 })
    .raw()
    .toBuffer();
  const colours = Array.from({ length: width }, (_, x) => {
    const [r = 0, g = 0, b = 0] = row.subarray(3 * x, 3 * x + 3);
    if (r > 200 && b < 60) return 'red';
    if (b > 200 && r < 60) return 'blue';
    return isAbout([r, g, b], [141, 148, 155]) ? 'grey' : 'edge';
  });
  const lastRed = colours.lastIndexOf('red');
  return {
    left: colours.find((one) => one === 'red' || one === 'blue') ?? '',
    right: colours.findLast((one) => one === 'red' || one === 'blue') ?? '',
    gap: colours.indexOf('grey', lastRed) + 4,
  };
}
