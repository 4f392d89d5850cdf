import { defineEntity, p } from '@mikro-orm/core';
import type { CardStatus } from '../../../machines/card-life.ts';

const CardSchema = defineEntity({
  name: 'Card',
  tableName: 'card',
  properties: {
    id: p.uuid().primary(),
    code: p.text().unique(),
    name: p.text(),
    description: p.text(),
    status: p.text().$type<CardStatus>(),
    statusAt: p.datetime().columnType('timestamptz(6)').nullable(),
    checks: p.integer().default(0),
    visits: p.integer().default(0),
    people: p.integer().default(0),
    firstVisitAt: p.datetime().columnType('timestamptz(6)').nullable(),
    lastVisitAt: p.datetime().columnType('timestamptz(6)').nullable(),
    newcomers: p
      .type('timestamptz[]')
      .$type<string[]>()
      .columnType('timestamptz[]')
      .defaultRaw("'{}'"),
    registeredAt: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
    registeredBy: p.bigint('number'),
    activatedBy: p.text().nullable(),
    photos: () => p.oneToMany(Photo).mappedBy('card'),
  },
});

/**
 * A physical card: registered as a draft, active once its packaged photo step is over; it has its status since `statusAt`. `checks`
 * equals its rows in `verification`; `visits` and `people` are sums of `card_visitor`, and `newcomers` says when
 * each of the last 50 people came; `activatedBy` is the key of the operation that made it active.
 */
export class Card extends CardSchema.class {}
CardSchema.setClass(Card);

const PhotoSchema = defineEntity({
  name: 'Photo',
  tableName: 'photo',
  primaryKeys: ['card', 'slot'],
  properties: {
    card: () => p.manyToOne(Card).primary().deleteRule('cascade'),
    slot: p.text().$type<'original' | 'packaged'>().primary(),
    key: p.text(),
    sha256: p.text(),
    size: p.integer(),
    width: p.integer(),
    height: p.integer(),
    fileId: p.text().nullable(),
    fileBotId: p.bigint('number').nullable(),
  },
});

/** A photo of a card in the photo store. `fileId` is what Telegram last called it, good only for the bot `fileBotId`. */
export class Photo extends PhotoSchema.class {}
PhotoSchema.setClass(Photo);

export type PhotoSlot = 'original' | 'packaged';

const PictureSchema = defineEntity({
  name: 'Picture',
  tableName: 'picture',
  primaryKeys: ['card'],
  properties: {
    card: () => p.oneToOne(Card).primary().owner().deleteRule('cascade'),
    shows: p.text().$type<PictureShows>(),
    key: p.text(),
    size: p.integer(),
    fileId: p.text().nullable(),
    fileBotId: p.bigint('number').nullable(),
  },
});

/**
 * The one picture that a verdict on a card shows: both photos side by side, an object of its own, or
 * the only photo, whose key it then is. A card that was ever active has one, or gets it when somebody
 * needs it; its key never changes.
 */
export class Picture extends PictureSchema.class {}
PictureSchema.setClass(Picture);

/** What is to be seen on a picture. */
export type PictureShows = 'both' | PhotoSlot;
