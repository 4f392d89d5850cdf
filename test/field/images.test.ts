import { expect } from 'vitest';
import { createPhotoNormaliser } from '../../src/images/normalise-photo.ts';
import { animatedPng, noise, twoColours } from '../images/pictures.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';

const normalise = createPhotoNormaliser();

const kind = 'whole pictures with a missing trailer';
const TAKEN = 'the photo is taken';
const REFUSED = 'told that the picture is damaged';

const without = (bytes: Buffer, end: number) => bytes.subarray(0, bytes.length - end);

/** Pictures that lack nothing that can be seen: all are taken, at the size that they have. */
function taken(input: string, pictures: () => Promise<readonly Buffer[]>): void {
  fieldCase('images', { kind, input, outcome: TAKEN }, async () => {
    for (const picture of await pictures()) {
      expect(await normalise(picture)).toMatchObject({ size: expect.any(Number) });
    }
  });
}

function refused(input: string, pictures: () => Promise<readonly Buffer[]>): void {
  fieldCase('images', { kind, input, outcome: REFUSED }, async () => {
    for (const picture of await pictures()) {
      await expect(normalise(picture)).rejects.toMatchObject({ code: 'image_broken' });
    }
  });
}

const jpegs = async () => [
  await jpeg('teal'),
  await noise(1000, 800).jpeg().toBuffer(),
  await noise(300, 200).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  await noise(300, 200).greyscale().jpeg().toBuffer(),
  await (await twoColours(300, 400)).toColourspace('cmyk').jpeg().toBuffer(),
  await noise(1000, 800).jpeg({ progressive: true }).toBuffer(),
  await noise(500, 400).jpeg({ mozjpeg: true }).toBuffer(),
];
const pngs = async () => [
  await noise(500, 400).png().toBuffer(),
  await noise(301, 203).png({ progressive: true }).toBuffer(),
  await noise(301, 203).png({ palette: true }).toBuffer(),
  await noise(200, 100).toColourspace('rgb16').png().toBuffer(),
  animatedPng(100),
];
const webps = async () => [
  await noise(500, 401).webp().toBuffer(),
  await noise(101, 103).webp({ lossless: true }).toBuffer(),
];

/** One whose data has an odd length, so that a byte of padding follows. */
async function paddedWebp(): Promise<Buffer> {
  for (let width = 100; width < 200; width++) {
    const picture = await noise(width, 100).webp({ lossless: true }).toBuffer();
    if (picture.readUInt32LE(16) % 2 === 1) return picture;
  }
  throw new Error('no WebP of an odd length');
}

const withExif = () =>
  noise(200, 200)
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .webp()
    .toBuffer();

taken('a JPEG without its last two bytes FF D9, baseline or progressive', async () =>
  (await jpegs()).map((picture) => without(picture, 2)),
);
taken('a JPEG without the second of them', async () =>
  (await jpegs()).map((picture) => without(picture, 1)),
);
taken('a JPEG without its last four bytes, two of them the end of its data', async () =>
  [
    await noise(1000, 800).jpeg().toBuffer(),
    await noise(1000, 800).jpeg({ progressive: true }).toBuffer(),
  ].map((picture) => without(picture, 4)),
);
taken('a JPEG that ends in zeros or garbage in place of its trailer', async () =>
  (await jpegs()).flatMap((picture) => [
    Buffer.concat([without(picture, 2), Buffer.alloc(20_000)]),
    Buffer.concat([without(picture, 2), Buffer.alloc(500, 'garbage ')]),
  ]),
);
taken('a PNG without its IEND, or a part of it', async () =>
  (await pngs()).flatMap((picture) => [12, 8, 4, 1].map((end) => without(picture, end))),
);
taken('a PNG without the check sums of its pixels', async () =>
  (await pngs()).flatMap((picture) => [14, 16, 20].map((end) => without(picture, end))),
);
taken('a WebP without its padding, or with metadata that break off', async () => {
  const metadata = await withExif();
  return [without(await paddedWebp(), 1), without(metadata, 1), without(metadata, 9)];
});
taken('any of them with something behind its end', async () =>
  [...(await jpegs()), ...(await pngs()), ...(await webps())].map((picture) =>
    Buffer.concat([picture, Buffer.from('PK\x03\x04 and more')]),
  ),
);

refused('half a picture, and 99 of 100 parts of one', async () => {
  const large = [
    await noise(1000, 800).jpeg().toBuffer(),
    await noise(1000, 800).jpeg({ progressive: true }).toBuffer(),
    await noise(1000, 800).png().toBuffer(),
    await noise(1000, 800).png({ progressive: true }).toBuffer(),
    await noise(1000, 800).webp().toBuffer(),
  ];
  return large.flatMap((picture) =>
    [0.5, 0.9, 0.99].map((part) => picture.subarray(0, Math.floor(picture.length * part))),
  );
});
refused('half a JPEG that a download has filled up with zeros', async () => {
  const pictures = [
    await noise(1000, 800).jpeg().toBuffer(),
    await noise(1000, 800).jpeg({ progressive: true }).toBuffer(),
  ];
  return pictures.map((picture) =>
    Buffer.concat([without(picture, picture.length >> 1), Buffer.alloc(picture.length >> 1)]),
  );
});
refused('a progressive JPEG of which only the first, coarse scans have come', async () => {
  const picture = await noise(1000, 800).jpeg({ progressive: true }).toBuffer();
  const lastScan = picture.lastIndexOf(Buffer.from([0xff, 0xda]));
  const tables = picture.lastIndexOf(Buffer.from([0xff, 0xc4]), lastScan);
  return [picture.subarray(0, lastScan), picture.subarray(0, tables)];
});
