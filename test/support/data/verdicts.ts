import { randomUUID } from 'node:crypto';
import type { VerdictCard } from '../../../src/features/verification/verdict.ts';
import type { Counts } from '../../../src/features/verification/visits.ts';

/** A card that was checked three times by two people. */
export const COUNTS: Counts = {
  visits: 3,
  people: 2,
  firstAt: new Date('2026-11-02T12:00:00Z'),
  lastAt: new Date('2026-11-05T12:00:00Z'),
  ownAt: null,
  rush: null,
};

/** An active card as a verdict tells of it; what is not given is made up. */
export function verdictCard(card: Partial<VerdictCard> = {}): VerdictCard {
  return {
    id: randomUUID(),
    name: 'Dragon',
    description: '',
    status: 'active',
    statusAt: null,
    checks: 3,
    counts: COUNTS,
    registeredAt: new Date('2026-11-01T12:00:00Z'),
    picture: null,
    ...card,
  };
}
