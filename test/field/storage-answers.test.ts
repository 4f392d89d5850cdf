import pino from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { type HostileS3, startHostileS3, type Treatment } from '../storage/hostile-s3.ts';
import { all, makePhoto } from '../storage/photo-store.contract.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

const QUICK = { connectMs: 1_000, attemptMs: 5_000, attempts: 1, pauseMs: 1 };

let server: HostileS3;
let store: PhotoStore;
let stored: Map<string, Buffer>;

beforeEach(async () => {
  server = await startHostileS3();
  store = createS3PhotoStore(server.config, pino({ level: 'silent' }), QUICK);
  stored = new Map();
});
afterEach(() => server.stop());

/** Keeps what is put; `head` answers for what is there, and `get` may answer otherwise. */
function keeping(head: Treatment): Treatment {
  return (received, response) => {
    const { method, url, body } = received;
    const found = stored.get(url);
    if (method === 'PUT') {
      stored.set(url, body);
      response.end();
    } else if (found === undefined) response.writeHead(404).end();
    else if (method === 'HEAD') head(received, response);
    else response.end(found);
  };
}

const HEADS: [input: string, head: Treatment][] = [
  [
    'HEAD answers 200 with Transfer-Encoding: chunked and no Content-Length',
    (_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(),
  ],
  [
    'HEAD answers 200 with the length of a gzipped body',
    (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 7 }).end(),
  ],
  ['HEAD answers 204', (_, response) => response.writeHead(204).end()],
  ['HEAD answers 405 Method Not Allowed', (_, response) => response.writeHead(405).end()],
  ['HEAD answers 501 Not Implemented', (_, response) => response.writeHead(501).end()],
];

for (const [input, head] of HEADS) {
  fieldCase(
    'storage',
    {
      kind: 'headers taken for granted',
      input,
      outcome: 'the photo itself is asked for: it is stored, counted and read',
    },
    async () => {
      server.treat = keeping(head);
      const { key, bytes } = makePhoto();
      await store.put(key, bytes);
      expect(await store.stat(key)).toEqual({ size: bytes.length });
      expect((await store.get(key)).equals(bytes)).toBe(true);
      expect(await store.stat(makePhoto().key)).toBeNull();
    },
  );
}

fieldCase(
  'storage',
  {
    kind: 'headers taken for granted',
    input: 'HEAD without a length, and the put stored other bytes',
    outcome: 'the put is not believed',
  },
  async () => {
    const { key, bytes } = makePhoto();
    server.treat = keeping((_, response) => response.writeHead(200).end());
    await store.put(key, bytes);
    const url = `/photos/${key}`;
    server.treat = (received, response) => {
      stored.set(url, bytes.subarray(1));
      keeping((_, head) => head.writeHead(200).end())(
        { ...received, body: bytes.subarray(1) },
        response,
      );
    };
    await expect(store.put(key, bytes)).rejects.toMatchObject({ code: 'store_corrupt' });
  },
);

fieldCase(
  'storage',
  {
    kind: 'headers taken for granted',
    input: 'HEAD with an ETag without quotes, Last-Modified: yesterday, and a length',
    outcome: 'the photo is stored without being read',
  },
  async () => {
    const { key, bytes } = makePhoto();
    server.treat = keeping((_, response) => {
      const odd = { etag: '12345', 'last-modified': 'yesterday' };
      response.writeHead(200, { ...odd, 'content-length': bytes.length }).end();
    });
    await store.put(key, bytes);
    expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  },
);

/** Serves a list of `photos` in pages as `page` writes them; HEAD tells sizes. */
function listing(
  photos: readonly { key: string; bytes: Buffer }[],
  page: (query: URLSearchParams) => string,
): Treatment {
  return ({ method, url }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const found = photos.find(({ key }) => pathname.endsWith(key));
    if (method === 'HEAD' && found !== undefined) {
      response.writeHead(200, { 'content-length': found.bytes.length }).end();
    } else response.end(`<ListBucketResult>${page(searchParams)}</ListBucketResult>`);
  };
}

const contents = (fields: Record<string, string>) =>
  `<Contents>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</Contents>`;

fieldCase(
  'storage',
  {
    kind: 'lists without fields',
    input:
      'objects without Size, LastModified and ETag, an ETag of digits, an encoded slash, a foreign name',
    outcome: 'the sizes are asked for, foreign objects are passed over',
  },
  async () => {
    const photos = [makePhoto(), makePhoto(), makePhoto()];
    const [first, second, third] = photos.map(({ key }) => key) as [string, string, string];
    server.treat = listing(photos, () =>
      [
        contents({ Key: first }),
        contents({ Key: second, Size: '1000', ETag: '12345678901234567890' }),
        contents({ Key: third.replaceAll('/', '%2F'), Size: '', LastModified: 'yesterday' }),
        contents({ Key: 'cards/100% off.txt', Size: '3' }),
      ].join(''),
    );
    const found = await all(store.list('cards/'));
    const expected = [first, second, third].map((key) => ({ key, size: 1000, lastModified: null }));
    expect(found).toEqual(expected);
  },
);

fieldCase(
  'storage',
  {
    kind: 'lists without fields',
    input: 'an unnamed photo in a list without LastModified, when it is tidied up',
    outcome: 'it may be young, so it stays',
  },
  async () => {
    const { database } = await useTestDatabase();
    const photo = makePhoto();
    server.treat = listing([photo], () => contents({ Key: photo.key, Size: '1000' }));
    expect(await cleanUpPhotos({ database, photos: store })).toBe(0);
    expect(server.received.map(({ method }) => method)).not.toContain('DELETE');
  },
);

fieldCase(
  'storage',
  {
    kind: 'lists without fields',
    input: 'IsTruncated without a NextContinuationToken, as in the first version of lists',
    outcome: 'the next page begins behind the last key, and nothing is left out',
  },
  async () => {
    const photos = [makePhoto(), makePhoto(), makePhoto()].toSorted((a, b) =>
      a.key < b.key ? -1 : 1,
    );
    server.treat = listing(photos, (query) => {
      const next = photos.filter(({ key }) => key > (query.get('marker') ?? ''));
      const [only] = next;
      return `<IsTruncated>${next.length > 1}</IsTruncated>${contents({ Key: only?.key ?? '', Size: '1000' })}`;
    });
    expect((await all(store.list('cards/'))).map(({ key }) => key)).toEqual(
      photos.map(({ key }) => key),
    );
  },
);

fieldCase(
  'storage',
  {
    kind: 'lists without fields',
    input: 'a NextContinuationToken of 22 digits',
    outcome: 'it is given back as it is',
  },
  async () => {
    const photo = makePhoto();
    const token = '1234567890123456789012';
    server.treat = listing([photo], (query) =>
      query.get('continuation-token') === token
        ? contents({ Key: photo.key, Size: '1000' })
        : `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`,
    );
    expect(await all(store.list('cards/'))).toHaveLength(1);
  },
);

const ENDLESS: [input: string, page: string][] = [
  [
    'each page names itself as the next one',
    '<IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken>',
  ],
  ['each page says that there is more, and names nothing', '<IsTruncated>true</IsTruncated>'],
];

for (const [input, page] of ENDLESS) {
  fieldCase(
    'storage',
    {
      kind: 'lists without fields',
      input,
      outcome: 'it is no list: half of one is not taken for all',
    },
    async () => {
      server.treat = listing([], () => page);
      await expect(all(store.list('cards/'))).rejects.toMatchObject({ code: 'store_corrupt' });
    },
  );
}
