import { adminSessions } from '../../../machines/admin-sessions.ts';
import type { StatePath } from '../../../machines/state-path.ts';
import type { ScreenRequest, Showing, Shown } from '../../../src/session/ports.ts';

/** One screen as it was shown. */
export interface ShownScreen {
  readonly adminId: number;
  readonly revision: number;
  readonly state: StatePath;
  readonly notice: string | null;
  readonly failure: string | null;
  readonly showOn: number | null;
  readonly screenMessage: number | null;
  readonly language: string | null;
}

type Show = (request: ScreenRequest, signal: AbortSignal) => Promise<Shown>;

/** A messenger that keeps what it was shown. */
export interface RecordingShowing extends Showing {
  readonly screens: ShownScreen[];
  /** The keys of all deliveries that were sent, in order. */
  readonly deliveries: string[];
  /** The operations that were seen to begin, in order. */
  readonly busyWith: string[];
  /** Those of them that were not seen to end. */
  readonly busyNow: string[];
  /** Has the next screens shown in another way; `normally` is the usual one. */
  showBy(
    show: (request: ScreenRequest, signal: AbortSignal, normally: Show) => Promise<Shown>,
  ): void;
  /** Forgets everything, {@link RecordingShowing.showBy} too. */
  reset(): void;
}

/** Shows as the real one does: deliveries once, a press on its message, anything else on a new one. */
export function createRecordingShowing(): RecordingShowing {
  const screens: ShownScreen[] = [];
  const deliveries: string[] = [];
  const busyWith: string[] = [];
  const busyNow: string[] = [];
  let lastMessage = 1000;

  const normally: Show = async (request) => {
    const { snapshot, adminId, revision, showOn, screenMessage, language, delivered } = request;
    const { context } = snapshot;
    for (const { key } of context.deliveries) {
      if (delivered.includes(key)) continue;
      deliveries.push(key);
      await request.noteDelivered(key);
    }
    screens.push({
      adminId,
      revision,
      state: adminSessions.statePath(snapshot) as StatePath,
      notice: context.notice?.code ?? null,
      failure: context.failure,
      showOn,
      screenMessage,
      language,
    });
    lastMessage += 1;
    return { type: 'shown', message: showOn ?? lastMessage };
  };
  let show: Show = normally;

  return {
    screens,
    deliveries,
    busyWith,
    busyNow,
    show: (request, signal) => show(request, signal),
    busy(_adminId, child) {
      busyWith.push(child);
      busyNow.push(child);
      return () => void busyNow.splice(busyNow.indexOf(child), 1);
    },
    showBy(other) {
      show = (request, signal) => other(request, signal, normally);
    },
    reset() {
      show = normally;
      for (const kept of [screens, deliveries, busyWith, busyNow]) kept.length = 0;
    },
  };
}
