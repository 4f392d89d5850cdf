import { isAtRest, type Look } from '../record/observe.ts';
import type { RecordedStep } from '../record/recorder.ts';
import { titleOf } from '../record/titles.ts';
import type { BotStatus } from '../stage/bot-process.ts';
import type { FAULTS, FaultName } from '../stage/fault-switches.ts';
import { type Offer, offersOf } from './offers.ts';

/** An admin's session as the panel shows it. Before the admin has written it is at home, with `isBegun` false. */
export interface AdminView {
  readonly alias: string;
  readonly name: string;
  readonly isBegun: boolean;
  readonly state: string;
  readonly revision: number;
  readonly notice: string | null;
  readonly operation: {
    readonly name: string;
    readonly attempt: number;
    readonly run: number;
  } | null;
  readonly isShown: boolean;
  readonly offers: readonly Offer[];
}

/** Everything that the panel shows; sent to it whole after each change. `isReady` is false while nothing can be seen: between two plays, or because of `trouble`. */
export interface PanelState {
  readonly isReady: boolean;
  readonly trouble: string | null;
  readonly isAtRest: boolean;
  readonly bot: BotStatus;
  readonly waiting: number;
  readonly faults: Readonly<Record<FaultName, boolean>>;
  readonly admins: readonly AdminView[];
  readonly steps: readonly {
    readonly title: string;
    readonly progress: RecordedStep['progress'];
  }[];
}

/**
 * Makes it from what was seen last.
 * @param seen null while nothing can be seen
 * @param trouble why not, if it is not only a new play that is being prepared
 */
export function panelState(
  seen: Look | null,
  steps: readonly RecordedStep[],
  trouble: string | null = null,
): PanelState {
  return {
    isReady: seen !== null,
    trouble,
    isAtRest: seen !== null && isAtRest(seen),
    bot: seen?.bot ?? { state: 'stopped' },
    waiting: seen?.waiting ?? 0,
    faults: faultsOf(seen),
    admins: seen === null ? [] : adminsOf(seen),
    steps: steps.map(({ action, progress }) => ({ title: titleOf(action), progress })),
  };
}

function faultsOf(seen: Look | null): Record<FaultName, boolean> {
  const isOn = (fault: FaultName) => seen?.faults.has(fault) ?? false;
  return {
    store: isOn('store'),
    database: isOn('database'),
    telegram: isOn('telegram'),
    downloads: isOn('downloads'),
  } satisfies Record<(typeof FAULTS)[number], boolean>;
}

function adminsOf({ phones }: Look): AdminView[] {
  return phones
    .filter(({ phone }) => phone.role === 'admin')
    .map((now) => {
      const { phone, session } = now;
      return {
        alias: phone.alias,
        name: phone.first_name,
        isBegun: session !== null,
        state: session?.state ?? 'home',
        revision: session?.revision ?? 0,
        notice: session?.snapshot.context.notice?.code ?? null,
        operation: session?.operation ?? null,
        isShown: session === null || session.shownRevision === session.revision,
        offers: offersOf(now),
      };
    });
}
