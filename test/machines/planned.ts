import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { statePath } from '../../machines/state-path.ts';
import { PLAN } from './plan.ts';
import { ANYWHERE, type Expected, IGNORED, type Rule } from './plan-rules.ts';

/** What the plan says that an event, by the name of its case, does with a session. Throws where it says nothing. */
export function planned(name: string, before: AdminSnapshot): Expected {
  const from = statePath(before);
  const rules: Readonly<Record<string, Rule>> = { ...ANYWHERE, ...PLAN[from] };
  const rule = rules[name];
  if (rule === undefined) throw new Error(`${from} has no plan for ${name}`);
  const expected = typeof rule === 'function' ? rule(before.context) : rule;
  if (expected === IGNORED) return IGNORED;
  return { ...expected, to: expected.to ?? from, notice: expected.notice ?? unseen(before) };
}

/** A notice that came while an operation ran was not seen yet and goes on with the session, unless it spoke of the operation. */
function unseen(before: AdminSnapshot) {
  const { code = null } = before.hasTag('busy') ? (before.context.notice ?? {}) : {};
  return code === 'still_saving' ? null : code;
}

/** What came of an event, in the words of the plan. */
export function happened(
  before: AdminSnapshot,
  after: AdminSnapshot,
  isUnchanged = after === before,
): Expected {
  if (isUnchanged) return IGNORED;
  const sent = after.context.deliveries.filter(
    ({ key }) => !before.context.deliveries.some((delivery) => delivery.key === key),
  );
  return {
    to: statePath(after),
    notice: after.context.notice?.code ?? null,
    sends: sent[0]?.kind ?? null,
  };
}
