import type { Database } from '../../../src/database/database.ts';
import type { Asked, Checked } from '../../../src/features/verification/verdict.ts';
import { createVerifier, type Verify } from '../../../src/features/verification/verifier.ts';
import { verify } from '../../../src/features/verification/verify.ts';
import { verifyMany } from '../../../src/features/verification/verify-many.ts';

/** One that has to wait for another's card is checked alone, as the verifier does. */
async function checkAmongMany(database: Database, asked: Asked): Promise<Checked | null> {
  const [outcome] = await verifyMany(database, [asked]);
  if (outcome === undefined || outcome === 'left_out') return verify(database, asked);
  return outcome === 'duplicate' ? null : outcome;
}

/** The ways in which a code is checked, which all come to the same. */
export const WAYS: Readonly<Record<string, (database: Database) => Verify>> = {
  'alone in its statement': (database) => (asked) => verify(database, asked),
  'in a statement for many': (database) => (asked) => checkAmongMany(database, asked),
  'by the verifier': createVerifier,
};
