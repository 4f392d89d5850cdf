import type { Logger } from '../log.ts';
import type { ScreenRequest, Shown } from '../session/ports.ts';

/** While `ADMIN_IDS` is changed in one process after the other, one that knows a new admin takes the screen meanwhile. */
const PATIENCE_MS = 10_000;
const AGAIN_SECONDS = 1;

/** Says what becomes of a screen instead of being shown, as its person is no admin (any more); null: it is shown. */
export type KeepFromStrangers = (request: ScreenRequest) => Shown | null;

/**
 * Keeps screens from people whom this process does not know as admins: their sessions are in the
 * database still, and may have screens to be shown. Such a screen counts as one that reaches nobody;
 * the session stays as it is, should the person be an admin again.
 *
 * @param now milliseconds that only rise
 */
export function keepFromStrangers(
  isAdmin: (personId: number) => boolean,
  log: Logger,
  now: () => number = () => performance.now(),
): KeepFromStrangers {
  /** Which screen is kept since when; at most one of each session in the database. */
  const kept = new Map<number, { readonly revision: number; readonly since: number }>();
  return ({ adminId, revision }) => {
    if (isAdmin(adminId)) {
      kept.delete(adminId);
      return null;
    }
    const known = kept.get(adminId);
    const since = known?.revision === revision ? known.since : now();
    if (now() - since < PATIENCE_MS) {
      kept.set(adminId, { revision, since });
      return { type: 'due', seconds: AGAIN_SECONDS };
    }
    kept.delete(adminId);
    log.info(
      { code: 'no_admin', adminId, revision },
      'a screen is not shown: its person is no admin',
    );
    return { type: 'gone' };
  };
}
