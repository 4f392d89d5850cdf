import { defineEntity, p } from '@mikro-orm/core';

const PersonSchema = defineEntity({
  name: 'Person',
  tableName: 'person',
  properties: {
    id: p.bigint('number').primary(),
    firstName: p.text(),
    lastName: p.text().nullable(),
    username: p.text().nullable(),
    languageCode: p.text().nullable(),
    firstSeen: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
    lastSeen: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
    messages: p.integer().default(0),
    firstVisitAt: p.datetime().columnType('timestamptz(6)').nullable(),
    blockedAt: p.datetime().columnType('timestamptz(6)').nullable(),
    lastUpdate: p.bigint('number').nullable(),
    updateBefore: p.bigint('number').nullable(),
    toldToSlowDownAt: p.datetime().columnType('timestamptz(6)').nullable(),
    putOffUpdate: p.bigint('number').nullable(),
    unknownAt: p
      .type('timestamptz[]')
      .$type<string[]>()
      .columnType('timestamptz[]')
      .defaultRaw("'{}'"),
  },
});

/** Everyone who ever wrote to the bot. `unknownAt` holds the times of this hour's unknown codes, at most 20; `firstVisitAt` is when they first checked a card, but as an admin; `lastUpdate` and `updateBefore` are the last two updates of theirs that want a reply; `toldToSlowDownAt` is when somebody was last asked to write less, and `putOffUpdate` the update whose code is checked once they do; `blockedAt` is set while Telegram says that the person blocked the bot. */
export class Person extends PersonSchema.class {}
PersonSchema.setClass(Person);
