import type { Database } from '../../database/database.ts';
import { inRequest } from '../../request.ts';
import type { Asked, Checked } from './verdict.ts';
import { verify } from './verify.ts';
import { MOST_AT_ONCE, verifyMany } from './verify-many.ts';

/** A statement that takes longer than this, in milliseconds, waits for something and holds up no others. */
const LONG_MS = 100;

/**
 * Checks a code for a person. Any card found is counted and logged, whatever its status.
 * Returns null when the update was taken before: then nothing changes and nothing is counted. Throws
 * what `pg` throws.
 */
export type Verify = (asked: Asked) => Promise<Checked | null>;

interface Waiting {
  readonly asked: Asked;
  resolve(checked: Checked | null): void;
  reject(error: unknown): void;
}

/**
 * Checks codes one statement after the other: what comes while one is under way goes together in the
 * next, so that the more there is to do the less each check costs PostgreSQL.
 */
export function createVerifier(database: Database): Verify {
  let waiting: Waiting[] = [];
  /** The statement whose end the waiting ones await; null while none is under way. */
  let underWay: Promise<void> | null = null;
  let patience: NodeJS.Timeout | undefined;

  const checkAlone = ({ asked, resolve, reject }: Waiting) =>
    verify(database, asked).then(resolve, reject);

  async function checkTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      const asked = batch.map((one) => one.asked);
      const outcomes = await verifyMany(database, asked);
      for (const [index, one] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined || outcome === 'left_out') void checkAlone(one);
        else one.resolve(outcome === 'duplicate' ? null : outcome);
      }
    } catch {
      // One of them may be at fault for all: alone, each hears of its own.
      await Promise.all(batch.map(checkAlone));
    }
  }

  /** The first that wait, but one of each person. */
  function takeBatch(): Waiting[] {
    const people = new Map<number, Waiting>();
    for (const one of waiting) {
      const { id } = one.asked.person;
      if (people.size < MOST_AT_ONCE && !people.has(id)) people.set(id, one);
    }
    const batch = new Set(people.values());
    waiting = waiting.filter((one) => !batch.has(one));
    return [...batch];
  }

  function begin(batch: readonly Waiting[]): void {
    const [first, ...others] = batch;
    if (first === undefined) return;
    const done = others.length === 0 ? checkAlone(first) : checkTogether(batch);
    underWay = done;
    void done.then(() => {
      if (underWay === done) next();
    });
  }

  function next(): void {
    clearTimeout(patience);
    patience = undefined;
    underWay = null;
    inRequest(null, () => begin(takeBatch()));
    if (waiting.length > 0) patience = setTimeout(next, LONG_MS);
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (underWay === null) next();
      else patience ??= setTimeout(next, LONG_MS);
    });
}
