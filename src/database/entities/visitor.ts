import { defineEntity, p } from '@mikro-orm/core';
import { Card } from './card.ts';

const VisitorSchema = defineEntity({
  name: 'Visitor',
  tableName: 'card_visitor',
  primaryKeys: ['card', 'personId'],
  properties: {
    card: () => p.manyToOne(Card).primary().deleteRule('cascade'),
    personId: p.bigint('number').primary(),
    visits: p.integer().default(1),
    beforeAt: p.datetime().columnType('timestamptz(6)').nullable(),
    lastAt: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
  },
});

/**
 * Somebody who checked a card, and is no admin. `visits` counts checks that are at least 30 minutes after
 * the one before; `lastAt` is when the card was checked last by this person, `beforeAt` the time before it.
 */
export class Visitor extends VisitorSchema.class {}
VisitorSchema.setClass(Visitor);
