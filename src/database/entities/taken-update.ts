import { defineEntity, p } from '@mikro-orm/core';

const TakenUpdateSchema = defineEntity({
  name: 'TakenUpdate',
  tableName: 'taken_update',
  properties: {
    botId: p.bigint('number').primary(),
    updateId: p.bigint('number').primary(),
    payload: p.json<unknown>().nullable(),
    adminId: p.bigint('number').nullable(),
    revision: p.integer().nullable(),
    takenAt: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
    dueAt: p.datetime().columnType('timestamptz(6)').nullable(),
    dueNotedAt: p.datetime().columnType('timestamptz(6)').nullable(),
    finishedAt: p.datetime().columnType('timestamptz(6)').nullable(),
  },
});

/**
 * An update that was taken: the row is why a second delivery of it changes nothing. The payload is
 * kept until the update is answered. `adminId` and `revision` name the screen that answers it;
 * without them whoever has room answers it, not before `dueAt`, which was noted at `dueNotedAt`: a
 * process that has the answer in hand moves it on.
 */
export class TakenUpdate extends TakenUpdateSchema.class {}
TakenUpdateSchema.setClass(TakenUpdate);
