import { defineEntity, p } from '@mikro-orm/core';
import { Card } from './card.ts';

const VerificationSchema = defineEntity({
  name: 'Verification',
  tableName: 'verification',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    botId: p.bigint('number'),
    updateId: p.bigint('number'),
    card: () => p.manyToOne(Card).deleteRule('cascade'),
    personId: p.bigint('number'),
    username: p.text().nullable(),
    firstName: p.text(),
    lastName: p.text().nullable(),
    at: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
  },
});

/**
 * One check of one card by one person, as that person was called then. One row for each update that
 * checked a card; those from before the key was there have none (null).
 */
export class Verification extends VerificationSchema.class {}
VerificationSchema.setClass(Verification);
