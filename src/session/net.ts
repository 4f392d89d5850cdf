import { z } from 'zod';
import type { SessionDependencies } from './dependencies.ts';

const neglectedRow = z.object({
  admin_id: z.coerce.number(),
  behind: z.boolean(),
  child: z.string().nullable(),
  operation: z.string().nullable(),
  attempt: z.number(),
});

/**
 * Sends a job for every session of a machine whose screen is behind or whose operation is not over. It is the net
 * under everything: jobs only say that there is something to do, so one too many does no harm.
 */
export async function sendNeglected({
  database,
  machine,
  jobs,
}: Pick<SessionDependencies, 'database' | 'machine' | 'jobs'>): Promise<number> {
  return database.fork().transactional(async (em) => {
    const rows = z.array(neglectedRow).parse(
      await em.execute(
        `select admin_id, child, operation, attempt, shown_revision < revision as behind
         from admin_session
         where machine = ? and (shown_revision < revision or child is not null)
         order by admin_id`,
        [machine.name],
      ),
    );
    for (const { admin_id: adminId, behind, child, operation, attempt } of rows) {
      if (behind) await jobs.screen(em, adminId);
      if (child !== null && operation !== null) {
        await jobs.operate(em, { adminId, child, operation, attempt });
      }
    }
    return rows.length;
  });
}
