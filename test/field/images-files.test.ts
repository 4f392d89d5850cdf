import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, expect } from 'vitest';
import { INPUTS } from '../../src/bot/all-features.ts';
import { verificationReading } from '../../src/features/verification/reading.ts';
import { routeUpdate } from '../../src/telegram/routing.ts';
import { updateSchema } from '../../src/telegram/update-schema.ts';
import { noise } from '../images/pictures.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

const kind = "files judged by the sender's label";
const LOOKED_AT = 'fetched, and judged by its bytes';
const NO_PHOTO = 'told at once that a photo is needed';

/** What an admin's message is for the session. */
function eventOf(fields: object): string {
  const chat = { id: 5, type: 'private' };
  const from = { id: 5, is_bot: false, first_name: 'Ada' };
  const update = updateSchema.parse({
    update_id: 1,
    message: { message_id: 1, chat, from, ...fields },
  });
  const intent = routeUpdate(update, {
    isAdmin: () => true,
    inputs: INPUTS,
    reading: verificationReading,
  });
  return intent.type === 'session' ? intent.event.type : intent.type;
}

type Label = readonly [mime_type: string | undefined, file_name: string | undefined];

function files(input: string, outcome: string, labels: readonly Label[]): void {
  fieldCase('images', { kind, input, outcome }, () => {
    for (const [mime_type, file_name] of labels) {
      const document = { file_id: 'x', mime_type, file_name };
      const expected = outcome === LOOKED_AT ? 'PHOTO' : 'UNEXPECTED';
      expect(eventOf({ document }), `${mime_type} ${file_name}`).toBe(expected);
    }
  });
}

files('types that only some programs give a picture', LOOKED_AT, [
  ['image/jpg', undefined],
  ['image/pjpeg', undefined],
  ['image/x-png', 'x'],
  ['IMAGE/JPEG', undefined],
  ['image/*', undefined],
  ['image/heic', 'IMG_1.HEIC'],
  ['image/svg+xml', 'card.svg'],
  ['application/jpg', undefined],
]);
files('names that only some programs give a picture', LOOKED_AT, [
  [undefined, 'photo.jfif'],
  ['application/octet-stream', 'CARD.JPE'],
  ['binary/octet-stream', 'card.PNG'],
  ['application/pdf', 'card.jpg'],
  ['text/plain', 'card.webp'],
]);
files('no type and no name, or ones that say nothing', LOOKED_AT, [
  [undefined, undefined],
  ['', ''],
  ['application/octet-stream', undefined],
  ['application/octet-stream', 'document'],
  ['application/x-unknown', 'card.jpg.tmp'],
]);
files('clearly something else: a PDF, a video, a sound, an archive, a text', NO_PHOTO, [
  ['application/pdf', 'card.pdf'],
  ['application/octet-stream', 'card.PDF'],
  [undefined, 'card.zip'],
  ['application/zip', undefined],
  ['video/mp4', 'card.jpg.mp4'],
  ['video/mp4', undefined],
  ['audio/ogg', undefined],
  ['text/plain', 'card.txt'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'card.docx'],
]);

const size = { file_id: 'x', file_unique_id: 'x', width: 9, height: 9 };
const file = { file_id: 'x', file_unique_id: 'x' };

fieldCase(
  'images',
  { kind, input: 'a live photo, which is a photo with a video', outcome: 'its photo is taken' },
  () => expect(eventOf({ photo: [size], live_photo: file })).toBe('PHOTO'),
);
fieldCase(
  'images',
  { kind, input: 'an animation, with the file beside it, or a sticker', outcome: NO_PHOTO },
  () => {
    const document = { ...file, mime_type: 'video/mp4', file_name: 'animation.gif.mp4' };
    expect(eventOf({ animation: file, document })).toBe('UNEXPECTED');
    expect(eventOf({ sticker: { ...file, emoji: '🐉' } })).toBe('UNEXPECTED');
  },
);

const SENT: readonly (readonly [input: string, type: string, name: string])[] = [
  ['a JPEG as `image/jpg`, with a name that says nothing', 'image/jpg', 'file'],
  ['a JPEG named `photo.jfif`', '', 'photo.jfif'],
  ['a JPEG that is called a PNG', 'image/png', 'card.png'],
];
for (const [input, type, name] of SENT) {
  fieldCase('images', { kind, input, outcome: 'the photo is taken' }, async () => {
    await toOriginalPhoto(bot.admin);
    await bot.admin.sendPhoto(await jpeg('teal'), { as: 'document', name, type });
    await bot.admin.waitFor(screen('Step 2 of 4'));
  });
}

const converted = 'pictures that Telegram converts when they are sent as a photo';
const pictures = {
  'a HEIC as a file': () =>
    Promise.resolve(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')),
  'an AVIF that is called a JPEG': () => noise(100, 100).avif().toBuffer(),
};
for (const [input, bytes] of Object.entries(pictures)) {
  fieldCase(
    'images',
    { kind: converted, input, outcome: 'told to send the same picture as a photo' },
    async () => {
      await toOriginalPhoto(bot.admin);
      await bot.admin.sendPhoto(await bytes(), {
        as: 'document',
        name: 'IMG_1.HEIC',
        type: 'image/heic',
      });
      await bot.admin.waitFor(screen('Send the same picture as a photo'));
    },
  );
}

fieldCase(
  'images',
  { kind: converted, input: 'the step of a photo', outcome: 'says what may be sent as a file' },
  async () => {
    const { text }: Message = await toOriginalPhoto(bot.admin);
    expect(text).toContain('HEIC from an iPhone as a photo');
  },
);
