import sharp from 'sharp';
import { animatedPng, bomb, noise, twoColours } from '../images/pictures.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { BadInput, SentFile } from './bad-input.ts';

const FORMAT = 'JPEG, PNG and WebP only';
const AS_PHOTO = 'Send the same picture as a photo';
const BROKEN = 'cannot be read';
const TOO_LARGE = 'too large';

/** A picture that is refused where it was sent. */
function refused(
  name: string,
  bytes: SentFile['bytes'],
  sees: string,
  file: Partial<SentFile> = {},
): BadInput {
  const sent: SentFile = { as: 'document', name: 'card.jpg', bytes, ...file };
  return { name, at: 'originalPhoto', sends: { file: sent }, sees };
}

/** A picture that is strange, and good enough. */
function taken(name: string, bytes: SentFile['bytes'], file: Partial<SentFile> = {}): BadInput {
  return { ...refused(name, bytes, 'Step 2 of 4', file), taken: { to: 'name' } };
}

const text = (content: string) => () => Buffer.from(content);
const bytesOf = (...bytes: number[]) => Buffer.from(bytes);

async function half(picture: Promise<Buffer>): Promise<Buffer> {
  const bytes = await picture;
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

const ftyp = (brand: string) =>
  Buffer.concat([bytesOf(0, 0, 0, 24), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1')]);

const SVG_OF_A_FILE = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><text>&x;</text></svg>`;

const HERE = { latitude: 52.52, longitude: 13.4 };

async function photographedAt(): Promise<Buffer> {
  const degrees = (value: number) => `${Math.floor(value)}/1 0/1 0/1`;
  return (await twoColours(300, 400))
    .withExif({
      IFD0: { Artist: 'Somebody', Copyright: '<b>' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: degrees(HERE.latitude),
        GPSLongitudeRef: 'E',
        GPSLongitude: degrees(HERE.longitude),
      },
    })
    .jpeg()
    .toBuffer();
}

const webp = (frames: number) =>
  sharp(Buffer.alloc(100 * 100 * frames * 3, 0x40), {
    raw: { width: 100, height: 100 * frames, channels: 3, pageHeight: 100 },
  })
    .webp({ delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();

/** Files where a photo is due. */
export const FILES: readonly BadInput[] = [
  refused('no bytes at all', text(''), BROKEN),
  refused('half a JPEG', () => half(noise(400, 400).jpeg().toBuffer()), BROKEN),
  refused('half a PNG', () => half(noise(400, 400).png().toBuffer()), BROKEN, { name: 'card.png' }),
  refused('half a WebP', () => half(noise(400, 400).webp().toBuffer()), BROKEN),
  refused(
    'the beginning of a JPEG and noise',
    () => Buffer.concat([bytesOf(0xff, 0xd8, 0xff, 0xe0), Buffer.alloc(5000, 0x5a)]),
    BROKEN,
  ),
  refused(
    'the signature of a PNG alone',
    () => bytesOf(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    BROKEN,
  ),
  refused('HTML that is called a JPEG', text('<html><script>alert(1)</script>'), FORMAT),
  refused('an SVG that reads a file, called a PNG', text(SVG_OF_A_FILE), FORMAT, {
    name: 'card.png',
    type: 'image/png',
  }),
  refused('an SVG', text(SVG_OF_A_FILE), FORMAT, {
    name: 'card.svg',
    type: 'image/svg+xml',
  }),
  refused('a GIF that is called a JPEG', () => noise(100, 100).gif().toBuffer(), FORMAT),
  refused('a TIFF', () => noise(100, 100).tiff().toBuffer(), FORMAT),
  refused('a HEIC', () => ftyp('heic'), AS_PHOTO),
  refused('an AVIF', () => ftyp('avif'), AS_PHOTO),
  refused('a BMP', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)]), FORMAT),
  refused('a PDF that is called a picture', text('%PDF-1.7'), FORMAT, { type: 'image/jpeg' }),
  refused(
    'a ZIP',
    () => Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(100)]),
    FORMAT,
  ),
  refused(
    'a program',
    () => Buffer.concat([bytesOf(0x7f), Buffer.from('ELF'), Buffer.alloc(60)]),
    FORMAT,
  ),
  refused('1 × 1 pixel', () => jpeg('red', { width: 1, height: 1 }), 'too small'),
  refused('63 × 64 pixels', () => jpeg('red', { width: 63, height: 64 }), 'too small'),
  refused(
    '10,000 × 100 pixels',
    () => jpeg('red', { width: 10_000, height: 100 }),
    'too long and narrow',
  ),
  refused('30,000 × 30,000 pixels in a small file', () => bomb(30_000, 30_000), TOO_LARGE),
  taken('an animated PNG, of which the first picture counts', () => animatedPng(100)),
  taken('an animated WebP, of which the first picture counts', () => webp(3), {
    name: 'card.webp',
  }),
  taken('a CMYK JPEG', async () =>
    (await twoColours(300, 400)).toColourspace('cmyk').jpeg().toBuffer(),
  ),
  taken('a JPEG that lies on its side', async () =>
    (await twoColours(400, 300)).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  ),
  taken('a JPEG that tells where it was taken', photographedAt),
  taken('a JPEG with a ZIP behind it', async () =>
    Buffer.concat([await jpeg('teal'), Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(500)]),
  ),
  taken(
    'a PNG of 16 bits that can be seen through',
    () =>
      sharp({
        create: {
          width: 100,
          height: 100,
          channels: 4,
          background: { r: 255, g: 0, b: 0, alpha: 0.5 },
        },
      })
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
    { name: 'card.jpg' },
  ),
  taken('a grey progressive JPEG', async () =>
    sharp(await jpeg('teal'))
      .greyscale()
      .jpeg({ progressive: true })
      .toBuffer(),
  ),
  taken('a name that is a path with markup', () => jpeg('teal'), {
    name: '../../<b>&"\u202egpj.exe.jpg',
  }),
  taken('a caption that is a command', () => jpeg('teal'), { as: 'photo', caption: '/cancel' }),
  {
    name: 'an album of photos without sizes',
    at: 'originalPhoto',
    sends: { message: { photo: [], media_group_id: '1' } },
    sees: 'I need a photo here',
  },
  {
    name: 'a photo that Telegram never had',
    at: 'originalPhoto',
    sends: {
      message: { photo: [{ file_id: '../../x', file_unique_id: 'x', width: 1, height: 1 }] },
    },
    sees: 'no longer has this picture',
  },
  {
    name: 'a photo with sizes of minus one',
    at: 'originalPhoto',
    sends: {
      message: {
        photo: [{ file_id: 'x', file_unique_id: 'x', width: -1, height: -1, file_size: -1 }],
      },
    },
    sees: 'no longer has this picture',
  },
  {
    name: 'a file of a terabyte',
    at: 'originalPhoto',
    sends: {
      message: {
        document: {
          file_id: 'x',
          file_unique_id: 'x',
          file_size: 2 ** 40,
          mime_type: 'image/jpeg',
        },
      },
    },
    sees: TOO_LARGE,
  },
  {
    name: 'media that is paid for',
    at: 'originalPhoto',
    sends: { message: { paid_media: { star_count: 1, paid_media: [] } } },
    sees: 'I need a photo here',
  },
];
