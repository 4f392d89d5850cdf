import { z } from 'zod';

/** Notices: one sentence shown above a screen. The text of each is the message `notice-<code>` of the catalogues. */
export const NOTICE_CODES = [
  'album_first_taken',
  'caption_dropped',
  'cancelled',
  'card_gone',
  'card_activated',
  'card_changed',
  'card_deactivated',
  'description_too_long',
  'draft_discarded',
  'draft_kept',
  'help',
  'image_broken',
  'image_format',
  'image_heif',
  'image_ratio',
  'image_too_large',
  'image_too_small',
  'name_empty',
  'name_needed',
  'name_too_long',
  'no_way_back',
  'not_a_draft',
  'not_here',
  'nothing_to_cancel',
  'photo_file_gone',
  'photo_needed',
  'photo_wanted',
  'session_reset',
  'stale_button',
  'still_saving',
  'text_wanted',
  'unexpected',
  'unknown_command',
  'wizard_running',
] as const;

const noticeCode = z.enum(NOTICE_CODES);

/** A file at Telegram that an admin sent, as a photo or as a document, and, where Telegram tells it, its size in bytes. */
export const photoFile = z.strictObject({
  fileId: z.string().min(1).max(512),
  kind: z.enum(['photo', 'document']),
  size: z.number().int().nonnegative().nullable(),
});

/** A photo that is in the photo store: key, SHA-256 in hex, size in bytes, width and height in pixels, and the id by which Telegram can show it without an upload, if it has one. */
export const storedPhoto = z.strictObject({
  key: z.string().min(1).max(256),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  fileId: z.string().min(1).max(512).nullable(),
});

export const cardStatus = z.enum(['draft', 'active', 'deactivated']);

/** The card that the wizard is making; `registered` is true from the moment its draft is in the database. */
const wizardCard = z.strictObject({
  id: z.uuid(),
  code: z.string().min(1).max(64),
  incoming: photoFile.nullable(),
  original: storedPhoto.nullable(),
  name: z.string().min(1).max(4096).nullable(),
  description: z.string().max(4096).nullable(),
  registered: z.boolean(),
  packaged: z.boolean(),
});

const cursor = z.strictObject({ registeredAt: z.string(), id: z.uuid() });

const cardPage = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.uuid(),
        name: z.string(),
        status: cardStatus,
        checks: z.number().int().nonnegative(),
      }),
    )
    .max(8),
  newer: cursor.nullable(),
  older: cursor.nullable(),
});

/** Which page of the card list to read: the newest, or the one that lies beyond a cursor. */
const pageRequest = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('newest') }),
  z.strictObject({ from: z.literal('newer'), cursor }),
  z.strictObject({ from: z.literal('older'), cursor }),
]);

const cardView = z.strictObject({
  id: z.uuid(),
  code: z.string().min(1).max(64),
  name: z.string(),
  description: z.string(),
  status: cardStatus,
  checks: z.number().int().nonnegative(),
  registeredAt: z.string(),
  photos: z.number().int().min(0).max(2),
});

const statistics = z.strictObject({
  cards: z.number().int().nonnegative(),
  active: z.number().int().nonnegative(),
  drafts: z.number().int().nonnegative(),
  checks: z.number().int().nonnegative(),
  top: z.array(z.strictObject({ name: z.string(), checks: z.number().int().nonnegative() })).max(3),
});

/** Something that is sent once beside the screen; `key` names this one sending, so that it is noted and not repeated. */
const delivery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('qr'), key: z.string(), code: z.string() }),
  z.strictObject({ kind: z.literal('photos'), key: z.string(), cardId: z.uuid() }),
]);

/**
 * The context of an admin session: plain JSON, checked when it is saved and when it is loaded.
 * `operation` is the effect that the machine waits for or that failed last; `failure` says why it failed.
 */
export const contextSchema = z.strictObject({
  card: wizardCard.nullable(),
  page: pageRequest,
  list: cardPage.nullable(),
  openedId: z.uuid().nullable(),
  opened: cardView.nullable(),
  statistics: statistics.nullable(),
  operation: z
    .strictObject({ id: z.string().min(1).max(64), attempt: z.number().int().positive() })
    .nullable(),
  failure: z.string().max(64).nullable(),
  notice: z.strictObject({ code: noticeCode, count: z.number().int().optional() }).nullable(),
  deliveries: z.array(delivery).max(4),
  albums: z.array(z.strictObject({ id: z.string().max(80), told: z.boolean() })).max(8),
});

export type AdminContext = z.infer<typeof contextSchema>;
export type NoticeCode = z.infer<typeof noticeCode>;
export type PhotoFile = z.infer<typeof photoFile>;
export type StoredPhoto = z.infer<typeof storedPhoto>;
export type CardStatus = z.infer<typeof cardStatus>;
export type CardPage = z.infer<typeof cardPage>;
export type Cursor = z.infer<typeof cursor>;
export type PageRequest = z.infer<typeof pageRequest>;
export type CardView = z.infer<typeof cardView>;
export type Statistics = z.infer<typeof statistics>;
export type Delivery = z.infer<typeof delivery>;
export type WizardCard = z.infer<typeof wizardCard>;

/** The context of a session that has just begun; takes nothing, so that the machine starts the same everywhere. */
export function emptyContext(): AdminContext {
  return {
    card: null,
    page: { from: 'newest' },
    list: null,
    openedId: null,
    opened: null,
    statistics: null,
    operation: null,
    failure: null,
    notice: null,
    deliveries: [],
    albums: [],
  };
}
