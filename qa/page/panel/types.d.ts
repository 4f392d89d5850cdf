/** Types for the editor and the type check only; the browser never loads this file. */

/** What an offer asks for; the panel sends it back as it is. */
export type Action = { readonly do: string } & Record<string, unknown>;

/** One event that the session takes now, and how a person brings it about. */
export interface Offer {
  event: string;
  label: string;
  way: 'button' | 'command' | 'message';
  action: Action;
  to: string | null;
  notice: string | null;
  leadsOn: boolean;
}

export interface Admin {
  alias: string;
  name: string;
  isBegun: boolean;
  state: string;
  revision: number;
  notice: string | null;
  operation: { name: string; attempt: number; run: number } | null;
  isShown: boolean;
  offers: Offer[];
}

export type FaultName = 'store' | 'database' | 'telegram' | 'downloads';

/** Everything that the panel shows. */
export interface PanelState {
  isReady: boolean;
  trouble: string | null;
  isAtRest: boolean;
  bot: { state: 'starting' | 'running' | 'stopped' | 'ended'; why?: string };
  waiting: number;
  faults: Record<FaultName, boolean>;
  admins: Admin[];
  steps: { title: string; progress: 'doing' | 'settling' | 'seen' | 'overtaken' }[];
}

/** A state's place in the diagram. */
export interface Place {
  path: string;
  kind: 'part' | 'resting' | 'busy' | 'failed' | 'passing';
  operation: string | null;
  row: number;
  column: number;
}

export interface GridPart {
  path: string;
  rows: number;
  places: Place[];
}

export interface Way {
  from: string;
  to: string;
  events: string[];
}

export interface Grid {
  parts: GridPart[];
  ways: Way[];
}

/** What the parts of the panel may ask for. */
export interface Panel {
  /** Does something on the stage; resolves when the playground has taken it, or the refusal is shown. */
  act(action: Action): Promise<void>;
  /** Shows a sentence about something that went wrong. */
  report(error: unknown): void;
}
