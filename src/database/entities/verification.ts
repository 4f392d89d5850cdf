import { defineEntity, p } from '@mikro-orm/core';
import { Card } from './card.ts';

const VerificationSchema = defineEntity({
  name: 'Verification',
  tableName: 'verification',
  properties: {
    botId: p.bigint('number').primary(),
    updateId: p.bigint('number').primary(),
    card: () => p.manyToOne(Card).deleteRule('cascade'),
    personId: p.bigint('number'),
    username: p.text().nullable(),
    firstName: p.text(),
    lastName: p.text().nullable(),
    at: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
  },
});

/** One check of one card by one person, as that person was called then. One row for each update that checked a card. */
export class Verification extends VerificationSchema.class {}
VerificationSchema.setClass(Verification);
